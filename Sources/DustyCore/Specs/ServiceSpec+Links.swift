extension ServiceSpec {
    /// Names of services and apps that the service's own keys mention, in written order.
    var linkedNames: [String] { ComposeReference.all(in: compose).map(\.name) }
}
