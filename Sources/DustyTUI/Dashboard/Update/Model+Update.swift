import DustyCore
import DustyTerminal

extension Model {
    /// Takes one message; returns what to do about it.
    mutating func update(_ message: Message) -> [Effect] {
        var effects: [Effect] = []
        switch message {
        case .terminal(let event):
            let before = viewSettings
            effects = update(event)
            if viewSettings != before { effects.append(.remember(viewSettings)) }
        case .snapshot(let snapshot): effects = adopt(snapshot)
        case .lost(let error, let retryAt, let since): effects = lose(error, retryAt: retryAt, since: since ?? now)
        case .log(let source, let batch, let opening) where isOpen(source, opening): logs.append(batch, now: now)
        case .logEnded(let source, let error, let opening) where isOpen(source, opening): logs.end(error)
        case .log, .logEnded: break
        case .accepted(let job):
            let request = requests.asked.first { $0.request.isMeant(by: job) }?.request
            forgetAsked { $0.isMeant(by: job) }
            requests.taken.append(job)
            if job.kind == .test || job.kind == .script { requests.awaitedJob = job.id }
            let state = job.state == .pending ? " waits" : ""
            effects = say(.info, "\(job.title): job \(job.id)\(state), the same as `\(job.commandLine(of: request))`")
        case .previewed(let request, let previews): effects = beginSync(request, previews)
        case .bundlesChanged(let bundles): effects = adopt(bundles)
        case .answered(let query, let answer): answers[query] = answer
        case .page(let stretch, let lines): effects = take(lines, of: stretch)
        case .changed(let text):
            revision += 1
            effects = say(.info, text)
        case .refused(let purpose, let error):
            forgetAsked { $0.title == purpose }
            effects = say(.failure, Wording.failure(of: purpose, error))
        case .done(let text): effects = say(.info, text)
        case .expired(let id): if notice?.id == id { notice = nil }
        case .tick: break
        }
        note(effects)
        settle()
        return effects
    }

    /// Whether a log is the shown one, in the intended opening.
    private func isOpen(_ source: String, _ opening: Int?) -> Bool {
        source == logs.source && (opening ?? logs.opening) == logs.opening
    }

    private mutating func update(_ event: TerminalEvent) -> [Effect] {
        switch event {
        case .key(let key): return press(key)
        case .resized(let size):
            self.size = size
            return []
        case .interrupted, .ended: return [.quit]
        }
    }

    /// Updates everything that depends on rows, sizes and the selection.
    mutating func settle() {
        let layout = DashboardLayout(self)
        showAwaitedJob()
        for pane in Pane.lists {
            // No job is selected while another list has the focus, so the newest is shown.
            var cursor = pane == .jobs && list != .jobs ? Cursor() : cursor(in: pane)
            cursor.settle(in: rows(in: pane), height: layout.rowCapacity(of: pane))
            selection.cursors[pane] = cursor
        }
        settleMarks()
        settleDetail()
        if allContainers(in: containerPane).isEmpty, containerPane == list, let other = otherContainerPane {
            containerPane = other
        }
        if snapshot != nil {
            merged = merged.filter(containerNames.contains)
            if wantedLog != logs.subject { logs.open(wantedLog, at: now) }
        }
        if case .confirm(var confirmation) = overlay {
            confirmation.news = news(of: confirmation.concerned)
            overlay = .confirm(confirmation)
        }
        if case .list(var picker) = overlay, picker.query == nil || answer(for: picker) != nil {
            let ids = picker.rows(in: answer(for: picker), now: now).map(\.id)
            picker.cursor.settle(in: ids, height: BundlesView.capacity(in: size))
            overlay = .list(picker)
        }
        if case .warnings(var list) = overlay {
            let ids = FailureItems(self).items(showsOld: list.showsOld).map(\.id)
            list.cursor.settle(in: ids, height: FailuresView.Places(size, count: ids.count).list.height)
            overlay = .warnings(list)
        }
        if case .disk(var list) = overlay {
            let ids = DiskRows.rows(of: answers[.disk]).map(\.id)
            list.cursor.settle(in: ids, height: DiskView.Places(size, model: self).list.height)
            overlay = .disk(list)
        }
        if case .bundles(var picker) = overlay {
            picker.cursor.settle(in: snapshot?.bundles.map(\.name) ?? [], height: BundlesView.capacity(in: size))
            overlay = .bundles(picker)
        }
    }

    /// Selects the requested job, unless the user has gone to another list meanwhile.
    private mutating func showAwaitedJob() {
        if let awaited = requests.awaitedJob, list == .jobs { uncover(String(awaited), in: .jobs) }
        guard let id = requests.awaitedJob, let place = rows(in: .jobs).firstIndex(of: String(id)) else { return }
        requests.awaitedJob = nil
        guard list == .jobs else { return }
        selection.cursors[.jobs, default: Cursor()].select(place, in: rows(in: .jobs))
    }

    /// With no apps at all the services' logs are the ones to show.
    private var otherContainerPane: Pane? {
        let other: Pane = containerPane == .apps ? .services : .apps
        return allContainers(in: other).isEmpty ? nil : other
    }

    /// Says something in the status line and remembers it; what passes goes with the next key.
    mutating func say(_ weight: Notice.Weight, _ text: String, passes: Bool = false) -> [Effect] {
        let notice = Notice(
            id: (notices.last?.id ?? 0) + 1,
            time: now,
            weight: weight,
            text: Sanitizer.plain(text),
            passes: passes
        )
        self.notice = notice
        notices.append(notice)
        if notices.count > Notice.kept { notices.removeFirst(notices.count - Notice.kept) }
        return [.expire(notice: notice.id)]
    }
}

extension Model {
    /// Forgets marks of rows that are gone.
    mutating func settleMarks() {
        for pane in [Pane.apps, .services, .sync] { selection.marks.keep(only: allRows(in: pane), in: pane) }
    }
}
