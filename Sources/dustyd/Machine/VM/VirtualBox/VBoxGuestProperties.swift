/// What the system in a virtual machine tells of itself through VirtualBox's additions, as `VBoxManage guestproperty enumerate` prints it.
struct VBoxGuestProperties: Sendable, Equatable {
    private let values: [String: String]

    init(_ output: String) {
        var values: [String: String] = [:]
        for line in output.split(whereSeparator: \.isNewline) {
            // Up to version 7.0, and since then.
            let old = line.firstMatch(of: /^Name: ([^,]+), value: ([^,]*), timestamp:/)?.output
            let new = line.firstMatch(of: /^(\/\S+)\s*= '([^']*)'/)?.output
            if let (_, name, value) = old ?? new { values[String(name)] = String(value) }
        }
        self.values = values
    }

    /// Addresses of the card with this hardware address.
    func addresses(of hardwareAddress: String) -> [String] {
        (0..<16).compactMap { index in
            let card = "/VirtualBox/GuestInfo/Net/\(index)"
            guard values["\(card)/MAC"]?.uppercased() == hardwareAddress.uppercased() else { return nil }
            return values["\(card)/V4/IP"]
        }
    }
}
