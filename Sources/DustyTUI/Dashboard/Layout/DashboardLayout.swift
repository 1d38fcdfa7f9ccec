import DustyCore
import DustyTerminal

/// Where everything is on a screen of a given size.
struct DashboardLayout {
    /// The shapes the dashboard takes.
    enum Form: Equatable {
        /// Too small for anything but a sentence.
        case sentence
        /// One pane at a time.
        case single
        /// One list over the log.
        case stacked
        /// All lists beside the log.
        case columns
        /// All lists, the log, and what is known of the selected row.
        case wide
    }

    let form: Form
    var header = Rect(x: 0, y: 0, width: 0, height: 0)
    var banner = Rect(x: 0, y: 0, width: 0, height: 0)
    var tabs = Rect(x: 0, y: 0, width: 0, height: 0)
    /// Columns of the lists beside the log; nil when there are none.
    var listWidth: Int?
    /// The visible lists; a list's first row is its title unless there are tabs.
    var panes: [Pane: Rect] = [:]
    /// The log with its title row.
    var log = Rect(x: 0, y: 0, width: 0, height: 0)
    /// What is known of the selected row.
    var facts = Rect(x: 0, y: 0, width: 0, height: 0)
    /// Addresses and what happened lately, where the lists leave room.
    var overview = Rect(x: 0, y: 0, width: 0, height: 0)
    /// What is needed before there are rows, instead of all panes.
    var checklist = Rect(x: 0, y: 0, width: 0, height: 0)
    /// Columns of vertical rules, with the rows they span.
    var dividers: [Rect] = []
    /// Rows of the log that its title or a job's steps take.
    private var logHead = 0
    var status = Rect(x: 0, y: 0, width: 0, height: 0)
    var hints = Rect(x: 0, y: 0, width: 0, height: 0)

    /// The layout of a model.
    init(_ model: Model) {
        form = Self.form(of: model.size)
        var rest = Rect(model.size)
        guard form != .sentence else {
            status = rest.row(0)
            return
        }
        header = rest.takeTop(1)
        if Wording.banner(of: model) != nil { banner = rest.takeTop(1) }
        hints = rest.takeBottom(1)
        status = form == .single ? hints : rest.takeBottom(1)
        if model.showsChecklist {
            checklist = rest
            return
        }
        switch form {
        case .columns where model.division.arrangement != .automatic,
            .wide where model.division.arrangement != .automatic,
            .stacked where model.division.arrangement == .beside:
            if model.division.arrangement == .over { stacked(rest, model) } else { beside(rest, model) }
        case .sentence: break
        case .single: single(rest, model)
        case .stacked: stacked(rest, model)
        case .columns, .wide:
            if model.division.isZoomed { zoomed(rest, model) } else { columns(rest, model) }
        }
        logHead = 1
        guard model.showsJob, let job = model.wholeSelectedJob else { return }
        // The output can be scrolled and searched, and contains every step too.
        let lines = JobHead.lines(of: job, now: model.now, width: log.width - 2).count
        logHead += min(lines + 1, max(1, (log.height - 1) / 2))
    }

    /// The title and steps of a job over its output.
    var jobHead: Rect { Rect(x: log.x, y: log.y, width: log.width, height: min(logHead, log.height)) }

    /// The lines of the log.
    var logLines: Rect {
        let head = min(logHead, log.height)
        return Rect(x: log.x, y: log.y + head, width: log.width, height: log.height - head)
    }

    /// Whether the lists have tabs in place of titles.
    var hasTabs: Bool { !tabs.isEmpty }

    /// Whether a pane's first row names its columns.
    func hasHeading(_ pane: Pane) -> Bool {
        guard let rect = panes[pane], rect.height > 3 else { return false }
        return pane.hasContainers
    }

    /// The part of a pane below its title and heading.
    func rows(of pane: Pane) -> Rect {
        var rect = panes[pane] ?? Rect(x: 0, y: 0, width: 0, height: 0)
        if !hasTabs { _ = rect.takeTop(1) }
        if hasHeading(pane) { _ = rect.takeTop(1) }
        return rect
    }

    /// How many rows a pane can show.
    func rowCapacity(of pane: Pane) -> Int { rows(of: pane).height }

    private static func form(of size: Size) -> Form {
        if size.width < 40 || size.height < 10 { return .sentence }
        if size.width < 60 || size.height < 16 { return .single }
        // In the low windows of editors, adjacent lists would have two rows each.
        if size.width < 100 || size.height < 30 { return .stacked }
        return size.width < 160 ? .columns : .wide
    }

    private mutating func single(_ area: Rect, _ model: Model) {
        var rest = area
        tabs = rest.takeTop(1)
        if model.focus == .logs { log = rest } else { panes[model.list] = rest }
    }

    /// What is left of an area below the tabs; nil when one pane takes all of it.
    private mutating func belowTabs(_ area: Rect, _ model: Model) -> Rect? {
        var rest = area
        tabs = rest.takeTop(1)
        guard model.division.isZoomed else { return rest }
        if model.focus == .logs { log = rest } else { panes[model.list] = rest }
        return nil
    }

    private mutating func stacked(_ area: Rect, _ model: Model) {
        guard var rest = belowTabs(area, model) else { return }
        let tall = area.width <= 84 && area.height > 40
        let wanted = max(4, Self.wantedRows(of: model.list, model) + (model.list.hasContainers ? 1 : 0) + 1)
        let most = tall ? rest.height / 2 : rest.height * 9 / 20
        panes[model.list] = rest.takeTop(min(wanted, most))
        log = rest
    }

    /// One list beside the log.
    private mutating func beside(_ area: Rect, _ model: Model) {
        guard var rest = belowTabs(area, model) else { return }
        let left = rest.takeLeft(Self.listWidth(min(60, max(32, area.width * 2 / 5)), model, of: area.width))
        panes[model.list] = left
        listWidth = left.width
        dividers.append(rest.takeLeft(1))
        log = rest
    }

    /// Columns for the lists: the default and the user's changes, with room left for the log.
    private static func listWidth(_ usual: Int, _ model: Model, of total: Int) -> Int {
        max(24, min(usual + model.division.extraWidth, total - 32))
    }

    private mutating func zoomed(_ area: Rect, _ model: Model) {
        if model.focus == .logs { log = area } else { panes[model.focus] = area }
    }

    private mutating func columns(_ area: Rect, _ model: Model) {
        var rest = area
        let usual = form == .wide ? (area.width >= 190 ? 70 : 58) : min(60, max(46, area.width * 2 / 5))
        var left = rest.takeLeft(Self.listWidth(usual, model, of: area.width - (form == .wide ? 40 : 0)))
        listWidth = left.width
        dividers.append(rest.takeLeft(1))
        if form == .wide {
            if !model.division.hidesFacts {
                facts = rest.takeRight(min(50, max(38, area.width / 5)))
                dividers.append(rest.takeRight(1))
            }
            let jobs = min(area.height / 4, max(5, Self.wantedRows(of: .jobs, model) + 1))
            panes[.jobs] = rest.takeBottom(jobs)
        }
        log = rest
        let stacked: [Pane] = form == .wide ? [.apps, .services, .sync, .machine] : Pane.lists
        let demands = stacked.map { pane in
            Layout.Demand(
                minimum: 2,
                wanted: Self.wantedRows(of: pane, model, width: left.width) + (pane.hasContainers ? 2 : 1),
                weight: pane == model.focus ? 2 : 1
            )
        }
        let spare = left.height - demands.reduce(0) { $0 + $1.wanted }
        if spare >= Self.leastOverview { overview = left.takeBottom(spare) }
        let heights = Layout.shares(of: left.height, among: demands)
        for (pane, height) in zip(stacked, heights) {
            panes[pane] = left.takeTop(pane == stacked.last ? left.height : height)
        }
    }

    /// Rows below which there is no overview.
    private static let leastOverview = 5

    private static func wantedRows(of pane: Pane, _ model: Model, width: Int = 46) -> Int {
        switch pane {
        case .machine: MachineLines.all(of: model, width: width).count
        // Ended jobs give way to current rows.
        case .jobs: max(1, min(model.allRows(in: .jobs).count, max(3, model.runningJobs.count)))
        // The message of an empty list takes a row too.
        default: max(1, model.allRows(in: pane).count)
        }
    }
}
