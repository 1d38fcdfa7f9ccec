import DustyCore

extension PortProbe {
    /// A free port of the loopback address, outside of the range that the system assigns.
    static func choose() throws -> Int {
        for _ in 0..<50 {
            let port = Int.random(in: 20_000..<30_000)
            if try isFree(port, address: "127.0.0.1") { return port }
        }
        throw DustyError(.conflict, "no free port was found between 20000 and 30000")
    }
}
