import DustyCore

/// What one container has mounted.
struct ContainerMounts: Sendable, Equatable {
    struct Mount: Sendable, Equatable {
        /// Directory or file of the machine; empty if the mount has none.
        var source: String
        /// Path in the container.
        var destination: String
    }

    var mounts: [Mount]

    /// Paths below a directory of the machine that must stay, relative to it: the container has something else mounted
    /// on them, or has mounted them elsewhere.
    func points(below directory: String) -> [String] {
        let inside = mounts.compactMap { mount in
            mount.source == directory
                ? mount.destination : Self.path(directory, below: mount.source).map { "\(mount.destination)/\($0)" }
        }
        let points = inside.flatMap { place in mounts.compactMap { Self.path($0.destination, below: place) } }
        let parts = mounts.compactMap { mount in
            Self.path(mount.source, below: directory).map { (path: $0, place: mount.destination) }
        }
        return points + parts.map(\.path)
            + parts.flatMap { part in
                mounts.compactMap { Self.path($0.destination, below: part.place) }.map { "\(part.path)/\($0)" }
            }
    }

    private static func path(_ path: String, below directory: String) -> String? {
        let (parts, above) = (path.parts(at: "/"), directory.parts(at: "/"))
        guard path.hasPrefix("/"), directory.hasPrefix("/"), parts.count > above.count, parts.starts(with: above)
        else { return nil }
        return parts.dropFirst(above.count).joined(separator: "/")
    }
}
