extension Model {
    /// Goes by what the person wants from now on.
    mutating func adopt(_ config: DashboardConfig) {
        keyMap = config.keyMap
        hasMouse = config.mouse
        alert = config.alert
        isSlow = config.slow
        confirmations = config.confirmations
    }
}
