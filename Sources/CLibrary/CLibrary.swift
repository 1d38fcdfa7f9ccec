// The C library of the host, under one name. Everything else imports it from here.
#if canImport(Darwin)
@_exported public import Darwin
#else
@_exported public import Glibc
#endif

extension Platform {
    /// A path without links, `.` and `..`; nil when nothing is there.
    public static func resolved(_ path: UnsafePointer<CChar>) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
