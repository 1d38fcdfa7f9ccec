extension Model {
    /// Goes by what the person wants from now on.
    mutating func adopt(_ config: DashboardConfig) {
        keyMap = config.keyMap
        hasMouse = config.mouse
        hasBell = config.bell
        isSlow = config.slow
        confirmations = config.confirmations
    }
}
