import DustyCore
import DustyTerminal

extension LogPane {
    /// How many lines a stream starts with.
    static let opened = 2000

    /// Whether no older lines are missing: a stream that started with fewer lines than requested had no more.
    var isWhole: Bool { isComplete || (!isCut && !isDetached && buffer.evicted == 0 && buffer.count < Self.opened) }

    /// The page that is wanted now.
    var wanted: LogStretch? {
        guard let quest, let subject else { return nil }
        return LogStretch(subject: subject, place: quest.place, lines: quest.lines, since: since)
    }

    /// Starts a search in lines that are not loaded; returns whether there may be such lines.
    @discardableResult
    mutating func begin(_ aim: LogQuest.Aim) -> Bool {
        if quest?.aim == aim { return true }
        let place: LogStretch.Place? =
            switch aim {
            case .older, .all, .shown, .match(forward: false):
                isComplete || isCleared ? nil : oldestEdge.map { .before($0) }
            case .first: isComplete || isCleared || buffer.isEmpty ? nil : .first
            case .newer, .match(forward: true): isDetached ? newestEdge.map { .from($0) } : nil
            case .moment: nil
            }
        guard let place else { return false }
        quest = LogQuest(aim: aim, place: place)
        return true
    }

    /// Goes to the lines of a time.
    mutating func go(to moment: Timestamp) {
        quest = LogQuest(aim: .moment, place: .from(moment))
    }

    /// The time before which lines are missing.
    private var oldestEdge: Timestamp? {
        if isHeadWhole { return buffer[buffer.firstID]?.time }
        var firsts: [String: (time: Timestamp, count: Int)] = [:]
        for id in buffer.firstID..<buffer.endID {
            guard let line = buffer[id], line.stream != .dusty else { continue }
            firsts[line.source, default: (line.time, 0)].count += 1
        }
        // A log that was loaded completely has nothing older, so it is not missing where another begins.
        let cut = isMerged ? firsts.values.filter { $0.count >= Self.opened }.map(\.time).max() : nil
        guard let first = cut ?? firsts.values.map(\.time).min() else { return nil }
        return Timestamp(milliseconds: first.milliseconds + 1)
    }

    /// The time from which on lines are missing.
    private var newestEdge: Timestamp? {
        buffer.last.map { Timestamp(milliseconds: $0.time.milliseconds + 1) }
    }

    /// Adds a page; nil when it was not available this time.
    mutating func take(_ lines: [LogLine]?, of stretch: LogStretch) -> LogNews {
        guard let quest, stretch == wanted else { return .none }
        guard let lines else {
            self.quest = nil
            return .none
        }
        let page = lines.map(shown)
        switch quest.aim {
        case .older, .all, .shown: return takeOlder(page, stretch)
        case .match(let forward): return look(through: page, forward: forward)
        case .first: return takeFirst(page)
        case .moment: return takeMoment(page)
        case .newer: return takeNewer(page)
        }
    }
}

extension LogPane {
    private mutating func takeOlder(_ page: [LogBuffer.Line], _ stretch: LogStretch) -> LogNews {
        guard case .before(let until) = stretch.place, var quest else { return .none }
        guard let first = page.first, first.time < until else { return endAtStart() }
        let (shown, whole) = kept(of: page, until: until)
        let before = buffer.count
        let isHeld = buffer[buffer.firstID].map { $0.time < until } ?? false
        let added = putBefore(shown, whole: whole, until: until, keepingAll: quest.aim == .all)
        guard added == shown.count else {
            self.quest = nil
            return .full
        }
        quest.scanned += page.count
        quest.reached = first.time
        quest.place = .before(first.time)
        self.quest = quest
        if waitsAtTop, let top = firstShown(from: buffer.firstID) { position = .paused(Anchor(line: top)) }
        switch quest.aim {
        case .shown(let rows):
            if rows != .max, countShown(in: buffer.firstID...buffer.endID) >= rows { self.quest = nil }
        // A known line is not an older one.
        case .older: if !isHeld || buffer.count > before { self.quest = nil }
        default: break
        }
        return .none
    }

    /// The part of a page of older lines that is loaded, and how many of the last ones are complete for their time:
    /// with a filter only what it shows, except for lines that replace loaded ones.
    private func kept(of page: [LogBuffer.Line], until: Timestamp) -> (lines: [LogBuffer.Line], whole: Int) {
        guard let filter else { return (page, page.count) }
        let edge = buffer[buffer.firstID].map { min($0.time, until) } ?? until
        let place = page.firstIndex { $0.time >= edge } ?? page.endIndex
        return (filter.shown(of: Array(page[..<place])) + page[place...], page.count - place)
    }

    /// Puts lines before the loaded ones; they include what is loaded of their time. Returns how many there was room
    /// for.
    private mutating func putBefore(
        _ lines: [LogBuffer.Line],
        whole: Int = 0,
        until: Timestamp,
        keepingAll: Bool
    ) -> Int {
        var known = buffer.firstID
        while let line = buffer[known], line.time < until { known += 1 }
        buffer.drop(before: known)
        forgetGone()
        let end = buffer.endID
        let added = buffer.prepend(lines, keepingAll: keepingAll)
        isHeadWhole = true
        if buffer.endID < end { isDetached = true }
        if filter != nil { sparseEnd = sparseEnd ?? known - whole }
        forgetGone()
        if added > 0 { lookBack(before: known) }
        return added
    }

    private mutating func endAtStart() -> LogNews {
        let scanned = quest?.scanned ?? 0
        quest = nil
        isComplete = true
        return .atStart(scanned: scanned)
    }

    /// Replaces the loaded lines with a page.
    private mutating func replace(with page: [LogBuffer.Line]) {
        var lines = LogBuffer()
        for line in page { lines.append(line) }
        hold(lines)
        (isDetached, isCut) = (true, true)
        isHeadWhole = lines.evicted == 0
    }

    private mutating func takeFirst(_ page: [LogBuffer.Line]) -> LogNews {
        guard let last = page.last else { return endAtStart() }
        if let edge = oldestEdge, last.time.milliseconds + 1 >= edge.milliseconds {
            // It reaches the loaded lines.
            let older = page.filter { $0.time < edge }
            let (shown, whole) = kept(of: older, until: edge)
            _ = putBefore(shown, whole: whole, until: edge, keepingAll: false)
            quest = nil
        } else {
            replace(with: page)
        }
        isComplete = true
        waitsAtTop = false
        position = .paused(Anchor(line: firstShown(from: buffer.firstID) ?? buffer.firstID))
        return .none
    }

    private mutating func takeMoment(_ page: [LogBuffer.Line]) -> LogNews {
        guard !page.isEmpty else {
            quest = nil
            return .atEnd
        }
        replace(with: page)
        position = .paused(Anchor(line: buffer.firstID))
        return .none
    }

    private mutating func takeNewer(_ page: [LogBuffer.Line]) -> LogNews {
        quest = nil
        guard !page.isEmpty else {
            resume()
            return .atEnd
        }
        putBehind(page)
        return .none
    }

    private mutating func putBehind(_ page: [LogBuffer.Line]) {
        let first = buffer.firstID
        for line in page { buffer.append(line) }
        if buffer.firstID > first { isComplete = false }
        forgetGone()
        lookAt(buffer.endID - page.count..<buffer.endID)
        work()
    }

    /// Searches a page for a match. Only a page that has one is loaded.
    private mutating func look(through page: [LogBuffer.Line], forward: Bool) -> LogNews {
        guard var quest, let search else { return .none }
        guard let first = page.first, let last = page.last else {
            guard forward else { return endAtStart() }
            self.quest = nil
            return .atEnd
        }
        // A page that leads no further would be requested again and again.
        if case .before(let until) = quest.place, first.time >= until { return endAtStart() }
        let shown = filter.map { $0.shown(of: page) } ?? page
        let known = forward ? [] : held(among: shown, quest)
        func isMatch(_ place: Int) -> Bool { !known.contains(place) && search.matches(shown[place].content.text) }
        let place = forward ? shown.indices.first(where: isMatch) : shown.indices.last(where: isMatch)
        guard let place else {
            quest.scanned += page.count
            quest.reached = forward ? last.time : first.time
            quest.place = forward ? .from(Timestamp(milliseconds: last.time.milliseconds + 1)) : .before(first.time)
            self.quest = quest
            return .none
        }
        if quest.scanned == 0, case .before(let until) = quest.place {
            _ = putBefore(shown, until: until, keepingAll: false)
            self.quest = nil
            return .found(buffer.firstID + place)
        }
        replace(with: shown)
        if filter != nil { sparseEnd = buffer.endID }
        return .found(buffer.firstID + place)
    }

    /// Which lines of the first page are already loaded, and searched.
    private func held(among page: [LogBuffer.Line], _ quest: LogQuest) -> Set<Int> {
        guard quest.scanned == 0, case .before(let until) = quest.place else { return [] }
        var counts: [String: Int] = [:]
        var next = firstShown(from: buffer.firstID)
        while let id = next, let line = buffer[id], line.time < until {
            counts["\(line.source) \(line.stream)", default: 0] += 1
            next = firstShown(from: id + 1)
        }
        var held: Set<Int> = []
        for place in page.indices.reversed() {
            let key = "\(page[place].source) \(page[place].stream)"
            guard let count = counts[key], count > 0 else { continue }
            counts[key] = count - 1
            held.insert(place)
        }
        return held
    }
}
