import DustyCore
import DustyTerminal

/// The loop: messages in, one frame out. All of it runs on the main actor; listeners post to the mailbox.
@MainActor
final class Program {
    /// Least time between two frames, and on slow lines.
    static let frameInterval = Duration.milliseconds(33)
    static let slowFrameInterval = Duration.milliseconds(200)

    /// Another stack, which a program of its own shows.
    struct Successor {
        /// Its name.
        var stack: String
        /// What is to be said first.
        var remark: String?
    }

    private(set) var model: Model
    let daemon: any Daemon
    private let terminal: any Terminal
    private let agentSocket: String?
    private let recording: Recording?
    private let recorder: Recorder?
    private let memory: ViewMemory?
    private let rows: RowKeeper?
    private let clipboards: [ClipboardProgram]
    private let now: @Sendable () -> Timestamp
    let mailbox = Mailbox()
    private var listeners: [Subscription: Task<Void, Never>] = [:]
    private var requests: [Int: Task<Void, Never>] = [:]
    private var nextRequest = 0
    private var shown: Frame?
    private var isDone = false
    /// What to show after this; nil when the user left.
    private(set) var successor: Successor?
    /// Wakes the loop when the next frame may be drawn.
    private var turn: Task<Void, Never>?
    /// Another program has the terminal.
    private var isLent = false
    /// Called after every pass of the loop; tests use it to wait for a state.
    var onPass: @MainActor (Program) -> Void = { _ in }

    /// A program that shows one daemon, or a recording, on one terminal. `agentSocket` is the SSH agent that jobs may
    /// use for git, `remark` what is said first.
    init(
        daemon: any Daemon,
        terminal: any Terminal,
        socketPath: String,
        utcOffset: Int = 0,
        agentSocket: String? = nil,
        config: DashboardConfig = DashboardConfig(),
        access: Access = .full,
        recording: Recording? = nil,
        recorder: Recorder? = nil,
        memory: ViewMemory? = nil,
        rows: RowMemory? = nil,
        clipboards: [ClipboardProgram] = [],
        remark: String? = nil,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.daemon = daemon
        self.terminal = terminal
        self.agentSocket = agentSocket
        self.recording = recording
        self.recorder = recorder
        self.memory = memory
        self.rows = rows.map { RowKeeper(memory: $0) }
        self.clipboards = clipboards
        self.now = now
        model = Model(size: terminal.size, now: now(), socketPath: socketPath)
        model.utcOffset = utcOffset
        model.access = access
        model.adopt(config)
        if let settings = memory?.read() { model.viewSettings = settings }
        if let known = rows?.read() { model.recall(known) }
        if let remark { mailbox.post(.done(remark)) }
    }

    /// Runs until the user leaves, or the terminal is gone.
    func run() async {
        terminal.begin { [mailbox] event in mailbox.post(.terminal(event)) }
        draw()
        listen()
        var lastFrame = ContinuousClock.now
        for await _ in mailbox.wakeUps {
            let isAnswer = pass()
            if isDone { break }
            let next = lastFrame + frameInterval
            // The user's input is answered at once; other events wait for their turn.
            if !isAnswer, ContinuousClock.now < next {
                wake(at: next)
                continue
            }
            draw()
            lastFrame = .now
            onPass(self)
        }
        rows?.keep(model, isLast: true)
        turn?.cancel()
        for task in listeners.values { task.cancel() }
        for task in requests.values { task.cancel() }
    }

    /// Time between two frames. A log that scrolls too fast cannot be read, so fewer will do.
    private var frameInterval: Duration {
        if model.preferences.isSlow { return Self.slowFrameInterval }
        return model.logs.rate.perSecond(at: model.now) > LogRate.flood ? Self.frameInterval * 2 : Self.frameInterval
    }

    /// Makes the loop check again at a time.
    private func wake(at moment: ContinuousClock.Instant) {
        guard turn == nil else { return }
        turn = Task { [mailbox] in
            try? await Task.sleep(until: moment, clock: .continuous)
            self.turn = nil
            mailbox.wake()
        }
    }

    /// Takes what has arrived; returns whether the user or the terminal was among it.
    private func pass() -> Bool {
        model.now = now()
        var isAnswer = false
        for message in mailbox.drain() {
            // What was typed after the key that lent the terminal was meant for the program that has it now.
            if isLent, case .terminal(.key) = message { continue }
            if case .terminal = message { isAnswer = true }
            if let error = recorder?.note(message, at: model.now) { mailbox.post(.refused("record", error)) }
            for effect in model.update(message) { perform(effect) }
        }
        if model.logs.hasWork {
            for effect in model.goOnLooking() { perform(effect) }
            if model.logs.hasWork { mailbox.wake() }
        }
        rows?.keep(model, isLast: false)
        listen()
        return isAnswer
    }

    private func draw() {
        guard !isLent else { return }
        let frame = DashboardView.frame(of: model)
        guard frame != shown else { return }
        terminal.draw(frame)
        shown = frame
    }

    private func listen() {
        let wanted = model.subscriptions
        for (subscription, task) in listeners where !wanted.contains(subscription) {
            task.cancel()
            listeners[subscription] = nil
        }
        for subscription in wanted where listeners[subscription] == nil {
            let listener: any MessageSource =
                recording.map { Replay(recording: $0, mailbox: mailbox, now: now) }
                ?? Listener(daemon: daemon, mailbox: mailbox, now: now)
            listeners[subscription] = Task { await listener.listen(to: subscription) }
        }
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .start(let request):
            ask(request.title) { [daemon, agentSocket] in
                var request = request
                request.sshAuthSock = agentSocket
                return .accepted(try await daemon.call(.startJob, request))
            }
        case .startSync(let request):
            ask(request.title) { [daemon] in
                guard case .sync(let names, let exact) = request.operation else { return .previewed(request, []) }
                do {
                    return .previewed(
                        request,
                        try await daemon.call(.syncPreview, SyncQuestion(of: names, exact: exact))
                    )
                } catch let error as DustyError where error.code == .notFound {
                    // A daemon that knows no previews, or names that the sync itself refuses.
                    return .previewed(request, [])
                }
            }
        case .cancel(let id):
            ask("cancel job \(id)") { [daemon] in
                _ = try await daemon.call(.cancelJob, JobNumber(id))
                return nil
            }
        case .changeEnv, .forgetAsset, .readAsset, .changeRepo, .changeBundles: change(effect)
        case .lend(let errand): lend(errand)
        case .runQuietly(let run): ask(run.command.name) { .changed(try await ErrandRunner.runQuietly(run)) }
        case .copy(let text, let what): copy(text, what)
        case .openAddress(let address):
            let copyKey = model.key(.copyAddress)
            ask("open") { .done(try Browser.open(address, copyKey: copyKey)) }
        case .save(let file, let text):
            ask("save") { .done(try TextFile.create(file, with: text)) }
        case .saveLog(let file, let export):
            ask("save") { [daemon] in .done(try await LogFile.write(export, to: file, from: daemon)) }
        case .expire(let id):
            ask("") {
                try await Task.sleep(for: .seconds(Notice.seconds))
                return .expired(notice: id)
            }
        case .repaint:
            terminal.repaint()
            shown = nil
        case .suspend: terminal.suspend()
        case .remember(let settings): memory?.write(settings)
        case .alert(let alert, let text): terminal.alert(alert, text)
        case .mouse(let isOurs): terminal.takeMouse(isOurs)
        case .openStack(let name, let remark):
            successor = Successor(stack: name, remark: remark)
            isDone = true
        case .quit: isDone = true
        }
    }

    /// Lends the terminal to another program; frames wait until it is back.
    private func lend(_ errand: Errand) {
        isLent = true
        let runner = ErrandRunner(daemon: daemon, terminal: terminal, upKey: model.key(.bringUp))
        ask(errand.title) { [weak self] in
            do {
                let text = try await runner.run(errand)
                await self?.takeBack()
                return text.map(Message.changed)
            } catch {
                await self?.takeBack()
                throw error
            }
        }
    }

    /// Copies with the first program that accepts the text, else by asking the terminal, which does not answer: then
    /// the message claims no more than that.
    private func copy(_ text: String, _ what: String) {
        let save = model.showsLog ? " \(model.key(.saveLog)) writes all of a log to a file." : ""
        ask("copy") { [clipboards, terminal] in
            for program in clipboards where await program.take(text) {
                return .done("\(program.success): \(what)")
            }
            await terminal.copy(text)
            guard let cut = Clipboard.cut(of: text) else {
                return .done("Sent to the terminal, which may put it on the clipboard: \(what)")
            }
            let much = "the first \(Amount.bytes(Int64(cut))) of \(Amount.bytes(Int64(text.utf8.count)))"
            return .done("Sent to the terminal, which takes no more: \(much).\(save)")
        }
    }

    private func takeBack() {
        isLent = false
        shown = nil
        mailbox.post(.tick)
    }

    func ask(_ purpose: String, _ work: @escaping @Sendable () async throws -> Message?) {
        let id = nextRequest
        nextRequest += 1
        requests[id] = Task { [mailbox] in
            do {
                if let message = try await work() { mailbox.post(message) }
            } catch is CancellationError {
            } catch {
                mailbox.post(.refused(purpose, DustyError(describing: error)))
            }
            self.requests[id] = nil
        }
    }
}
