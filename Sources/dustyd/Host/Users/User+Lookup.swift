import CLibrary

extension User {
    /// The user with this id; nil when the user database has none.
    static func lookup(uid: UInt32) -> User? {
        find { getpwuid_r(uid, $0, $1, $2, $3) }
    }

    /// The user with this login name; nil when the user database has none.
    static func lookup(name: String) -> User? {
        find { getpwnam_r(name, $0, $1, $2, $3) }
    }

    /// Whether this user belongs to the group, as primary or supplementary group.
    func belongs(to group: UInt32) -> Bool {
        gid == group || groups.contains(group)
    }

    /// Id of a group by name; nil when the group database has none.
    static func groupID(named name: String) -> UInt32? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        return withGrowingBuffer { buffer, size in
            getgrnam_r(name, &entry, buffer, size, &found)
        } then: {
            found?.pointee.gr_gid
        }
    }

    private static func find(
        _ query: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
        ) -> Int32
    ) -> User? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withGrowingBuffer { buffer, size in
            query(&entry, buffer, size, &found)
        } then: {
            guard let found = found?.pointee, let name = found.pw_name, let home = found.pw_dir else { return nil }
            return User(
                uid: found.pw_uid,
                gid: found.pw_gid,
                groups: supplementaryGroups(of: name, primary: found.pw_gid),
                name: String(cString: name),
                home: String(cString: home)
            )
        }
    }

    /// Calls `query` with larger and larger buffers while it says `ERANGE`; `read` must copy what it needs, the buffer ends with it.
    private static func withGrowingBuffer<Value>(
        _ query: (UnsafeMutablePointer<CChar>, Int) -> Int32,
        then read: () -> Value?
    ) -> Value? {
        var size = 1024
        while size <= 1 << 20 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            switch query(buffer, size) {
            case 0: return read()
            case ERANGE: size *= 4
            case EINTR: continue
            default: return nil
            }
        }
        return nil
    }

    private static func supplementaryGroups(of name: UnsafePointer<CChar>, primary: UInt32) -> [UInt32] {
        var count: Int32 = 64
        while count <= 1 << 16 {
            var groups = [gid_t](repeating: 0, count: Int(count))
            var needed = count
            if Platform.groups(of: name, primary: primary, &groups, &needed) >= 0 {
                return Array(groups.prefix(Int(needed)))
            }
            count = max(needed, count * 2)
        }
        return [primary]
    }
}
