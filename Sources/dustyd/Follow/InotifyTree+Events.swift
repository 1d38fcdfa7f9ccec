import CLibrary
import DustyCore
import SystemPackage

extension InotifyTree {
    /// How many more reads there are before changes are reported.
    private static let reads = 16

    /// Watches until the root is lost or the signal is given, which is `CancellationError`.
    func follow(
        until stop: StopSignal,
        draining drain: WatchDrain? = nil,
        buffer size: Int,
        _ tell: (Changes) -> Void
    ) throws -> WatchEnd {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
        defer { buffer.deallocate() }
        try learnAll()
        tell(.blind)
        var waiters: [WatchDrain.Waiter] = []
        defer { waiters.forEach { $0.finish() } }
        while !wait(until: stop, drain) {
            waiters += drain?.take() ?? []
            let (news, isDrained) = try takeNews(buffer)
            if news.isLost { return .lost }
            tell(news.changes)
            if isDrained {
                waiters.forEach { $0.finish() }
                waiters = []
            }
        }
        throw CancellationError()
    }

    /// Takes the events that are there, and whether these were all.
    func takeNews(_ buffer: UnsafeMutableRawBufferPointer) throws -> (news: News, isDrained: Bool) {
        var news = News()
        var isDrained = false
        for _ in 0..<Self.reads {
            let events = try read(buffer)
            if events.isEmpty {
                isDrained = true
                break
            }
            for event in events { try take(event, &news) }
        }
        settle(&news)
        if !news.isLost { try learnPostponed() }
        if isUncertain, !news.isLost {
            try learnAll()
            news.changes.lose()
        }
        return (news, isDrained)
    }

    /// What changed since the last report.
    struct News {
        var changes = Changes()
        var isLost = false
        /// A directory that was moved from its place, and the number of the move; its new place is reported next, if it
        /// stays in the tree.
        fileprivate var moving: (watch: Int32, cookie: UInt32)?
    }

    func take(_ event: InotifyEvent, _ news: inout News) throws {
        if let moving = news.moving, !event.has(IN_MOVED_TO) || event.cookie != moving.cookie { settle(&news) }
        if event.isOverflow { return isUncertain = true }
        if concernsRoot(event.watch), event.isLoss || event.isEnd { return news.isLost = true }
        if event.isEnd { return drop(event.watch) }
        guard nodes[event.watch] != nil, !SourceLook.isIgnored(event.name) else { return }
        guard let path = path(of: event.name, in: event.watch) else { return isUncertain = true }
        if isSelective, exclusions.depends(on: path), !event.has(IN_MODIFY) { isUncertain = true }
        if exclusions.excludesWay(to: path, isDirectory: event.isDirectory) { return settle(&news) }
        if event.isDirectory, !event.name.isEmpty {
            try takeDirectory(event, path, &news)
        } else if !event.name.isEmpty || event.watch == rootWatch {
            takeFile(event, path, &news.changes)
        }
    }

    private func takeDirectory(_ event: InotifyEvent, _ path: [UInt8], _ news: inout News) throws {
        let place = Place(parent: event.watch, name: event.name)
        if event.has(IN_MOVED_FROM) {
            if let watch = nodes[event.watch]?.children[event.name] { news.moving = (watch, event.cookie) }
            news.changes.add(path, deeply: true)
        } else if event.has(IN_MOVED_TO | IN_CREATE) {
            if let moving = news.moving {
                move(moving.watch, to: place)
                news.moving = nil
                // By another name less of it may be excluded.
                if !exclusions.isEmpty { try learn([place]) }
            } else {
                try learn([place])
            }
            news.changes.add(path, deeply: true)
        } else {
            // One that could not be read, and so was not watched, may be readable now.
            let isNew = event.has(IN_ATTRIB) && nodes[event.watch]?.children[event.name] == nil
            if isNew { try learn([place]) }
            news.changes.add(path, deeply: isNew || event.has(IN_DELETE))
        }
    }

    private func takeFile(_ event: InotifyEvent, _ path: [UInt8], _ changes: inout Changes) {
        if event.has(IN_MODIFY) {
            changes.open(path)
        } else if event.has(IN_CREATE) {
            if isWhole(event.name, in: event.watch) { changes.add(path) } else { changes.open(path) }
        } else if event.has(IN_ATTRIB) {
            changes.touch(path)
        } else {
            changes.add(path)
        }
    }

    /// A directory that was moved away is no longer reported: it is not in the tree.
    private func settle(_ news: inout News) {
        if let moving = news.moving { forget(moving.watch) }
        news.moving = nil
    }
}
