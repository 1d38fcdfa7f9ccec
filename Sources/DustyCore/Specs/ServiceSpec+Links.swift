extension ServiceSpec {
    /// Names that the service's own `links` and `depends_on` mention, in written order.
    var linkedNames: [String] {
        let links = (compose["links"]?.items ?? []).compactMap { $0.text }.map { String($0.prefix { $0 != ":" }) }
        let depends = compose["depends_on"]
        return links + (depends?.items?.compactMap(\.text) ?? depends?.entries.map(\.key) ?? [])
    }
}
