import DustyCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension DashboardConfig {
    private static let sizeLimit: Int64 = 1 << 20

    /// The configuration in a file; a file that is not there says nothing.
    static func read(file path: String?) throws -> DashboardConfig {
        guard let path, access(path, F_OK) == 0 else { return DashboardConfig() }
        let file = try LocalFile.reading(path)
        guard try file.size() <= sizeLimit else { throw DustyError(.invalid, "\(path) is larger than 1 MiB") }
        var bytes: [UInt8] = []
        while let piece = try file.next() { bytes += piece }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DustyError(.invalid, "\(path) is not a text in UTF-8")
        }
        return try DashboardConfigReader.read(text, file: path)
    }
}
