#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The environment of whoever runs the program.
enum UserEnvironment {
    /// A variable of it; nil when it is not set or empty.
    @Sendable
    static func value(of name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
