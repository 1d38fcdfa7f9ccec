#if !canImport(Darwin)
/// What watches directories on this host.
typealias HostWatcher = InotifyWatcher
#endif
