import DustyCore
import DustyTerminal

extension CommandName {
    static let restart = CommandName("restart")
    static let rebuild = CommandName("rebuild")
    static let stopOrStart = CommandName("stop-or-start")
    static let pause = CommandName("pause")
    fileprivate static let unpause = CommandName("unpause")
    static let bringUp = CommandName("bring-up")
    static let stopAll = CommandName("stop-all")
    static let takeDown = CommandName("take-down")
    static let remove = CommandName("remove")
}

extension DashboardCommand {
    /// Commands that change which containers run, and from which code.
    static let stack: [DashboardCommand] = [
        DashboardCommand(
            .restart,
            in: .anywhere,
            [.character("r")],
            "Restart it (syncs its code first)",
            hintNow: { $0.selectedContainer?.state == .missing ? nil : "restart" },
            line: PaletteCommand("restart", "sync code, then restart", .containers, in: .stack),
            unless: { $0.refusalWithoutContainer($1, "\($0.key(.restart)) restarts") },
            does: insisting(.restart, asking { $0.restarting($0.existing(for: $1), isByName: !$1.arguments.isEmpty) })
        ),
        DashboardCommand(
            .rebuild,
            in: .anywhere,
            [.character("R")],
            "Rebuild it: image built again, container recreated (asks)",
            hintNow: { $0.selectedContainer?.state == .missing ? "make it" : "rebuild" },
            line: PaletteCommand(
                "rebuild",
                "build the image again, recreate the containers",
                .containers,
                in: .stack
            ),
            unless: { $0.refusal($1, "\($0.key(.rebuild)) rebuilds") },
            does: insisting(.rebuild, asking { $0.rebuilding($0.containers(for: $1)) })
        ),
        DashboardCommand(
            .stopOrStart,
            in: .anywhere,
            [.character("s")],
            "Stop it (asks), or start it when it is stopped",
            hintNow: { model in
                guard let container = model.selectedContainer else { return "stop" }
                return container.state == .missing ? nil : container.canStop ? "stop" : "start"
            },
            unless: { $0.refusalWithoutContainer($1, "\($0.key(.stopOrStart)) stops") },
            does: insisting(.stopOrStart) { model, call in
                let stopping = model.existing(for: call).filter(\.canStop)
                return stopping.isEmpty
                    ? [model.starting(model.existing(for: call))] : model.ask(model.stopping(stopping))
            }
        ),
        DashboardCommand(
            .pause,
            in: .anywhere,
            [.character("p")],
            "Pause it, or let it go on when it is paused",
            hintNow: { $0.selectedContainer?.isPaused == true ? "unpause" : nil },
            line: PaletteCommand("pause", "freeze containers, or let them go on", .containers, in: .stack),
            unless: { $0.refusalToPause($1) },
            does: insisting(.pause) { model, call in
                let running = model.existing(for: call).filter(\.state.isRunning)
                let names = (running.isEmpty ? model.existing(for: call).filter(\.isPaused) : running).map(\.name)
                return [.start(JobRequest(running.isEmpty ? .unpause(names) : .pause(names), queue: true))]
            }
        ),
        DashboardCommand(
            PaletteCommand("unpause", "let containers go on that are paused", .containers, in: .stack),
            keyOf: .pause,
            unless: { model, call in
                if let refusal = model.refusalToPause(call) { return refusal }
                return model.existing(for: call).contains(where: \.isPaused)
                    ? nil : Refusal("it is not paused", "None of them is paused.")
            },
            does: insisting(.unpause) { model, call in
                let names = model.existing(for: call).filter(\.isPaused).map(\.name)
                return [.start(JobRequest(.unpause(names), queue: true))]
            }
        ),
        DashboardCommand(
            PaletteCommand("stop", "stop containers", .containers, in: .stack),
            keyOf: .stopOrStart,
            unless: { $0.refusalToStop($1) },
            does: insisting(.stopOrStart, asking { $0.stopping($0.existing(for: $1).filter(\.canStop)) })
        ),
        DashboardCommand(
            PaletteCommand("start", "start what is stopped", .containers, in: .stack),
            keyOf: .stopOrStart,
            unless: { $0.refusalToStart($1) },
            does: insisting(.stopOrStart) { model, call in [model.starting(model.existing(for: call))] }
        ),
        DashboardCommand(
            .remove,
            in: .anywhere,
            [.delete],
            "Remove its container (asks)",
            line: PaletteCommand("remove", "stop containers and remove them", .containers, in: .stack),
            unless: { $0.refusalWithoutContainer($1, "\($0.key(.remove)) removes the container of") },
            does: insisting(.remove, asking { $0.removing($0.existing(for: $1)) })
        ),
        DashboardCommand(
            .bringUp,
            in: .anywhere,
            [.character("u")],
            "Bring all active bundles up",
            hint: "up",
            line: PaletteCommand("up", "bring all active bundles up", in: .stack),
            unless: { model, _ in model.refusalToBringUp },
            does: insisting(.bringUp) { _, _ in [.start(.init(.up(), queue: true))] }
        ),
        DashboardCommand(
            .stopAll,
            in: .anywhere,
            [.character("D")],
            "Stop every app and service (asks)",
            line: PaletteCommand("stop all", "stop every app and service", in: .stack),
            unless: { model, _ in model.refusalToStopAll },
            does: asking { model, _ in model.stoppingAll }
        ),
        DashboardCommand(
            .takeDown,
            in: .anywhere,
            [],
            "Take the stack down: remove containers, network, host names (asks)",
            line: PaletteCommand("down", "remove containers, network and host names", in: .stack),
            unless: { model, _ in model.refusalToAct },
            does: asking { model, _ in
                DashboardCommand.Question(
                    operation: .down,
                    title: "Take the stack down?",
                    consequences: [
                        "Removes its containers, network and host names.",
                        "Repos, data under /persist and settings stay.",
                    ] + Model.sharing(of: model.snapshot?.services ?? []),
                    effect: .start(.init(.down(), queue: true))
                )
            }
        ),
    ]
}

extension Model {
    /// Several are restarted only after a question.
    fileprivate func restarting(_ targets: [ContainerStatus], isByName: Bool) -> DashboardCommand.Question {
        DashboardCommand.Question(
            operation: .restart,
            title: targets.count == 1 ? "Restart \(targets[0].name)?" : "Restart \(targets.count)?",
            consequences: [],
            targets: targets.map(\.name),
            effect: .start(JobRequest(.restart(.services(targets.map(\.name))), queue: true)),
            isUsual: targets.count > 1 || !isByName && !hiddenMarks.isEmpty
        )
    }

    fileprivate func rebuilding(_ targets: [ContainerStatus]) -> DashboardCommand.Question {
        let one = [
            "Its image is built or pulled again and its container replaced,", "so its once-commands run again.",
        ]
        let many = [
            "Their images are built or pulled again and their containers",
            "replaced, so their once-commands run again.",
        ]
        return DashboardCommand.Question(
            operation: .rebuild,
            title: targets.count == 1 ? "Rebuild \(targets[0].name)?" : "Rebuild \(targets.count)?",
            consequences: (targets.count == 1 ? one : many) + Self.sharing(of: targets),
            targets: targets.map(\.name),
            effect: .start(JobRequest(.rebuild(targets.map(\.name)), queue: true))
        )
    }

    fileprivate func stopping(_ running: [ContainerStatus]) -> DashboardCommand.Question {
        let start = key(.stopOrStart, or: ":start")
        let isOne = running.count == 1
        return DashboardCommand.Question(
            operation: .stop,
            title: isOne ? "Stop \(running[0].name)?" : "Stop \(running.count)?",
            consequences: [
                isOne ? "Its container is stopped; \(start) starts it again." : "\(start) starts them again."
            ] + Self.sharing(of: running),
            targets: running.map(\.name),
            effect: .start(JobRequest(.stop(running.map(\.name)), queue: true))
        )
    }

    fileprivate func removing(_ targets: [ContainerStatus]) -> DashboardCommand.Question {
        let isOne = targets.count == 1
        return DashboardCommand.Question(
            operation: .stop,
            title: isOne ? "Remove the container of \(targets[0].name)?" : "Remove \(targets.count) containers?",
            consequences: [
                "What was written in \(isOne ? "it" : "them") is gone, with volumes without a name; /persist stays.",
                "\(key(.bringUp)) makes \(isOne ? "it" : "them") again.",
            ] + Self.sharing(of: targets),
            targets: targets.map(\.name),
            effect: .start(JobRequest(.stop(targets.map(\.name), remove: true), queue: true))
        )
    }

    fileprivate func refusalToStop(_ call: DashboardCommand.Call) -> Refusal? {
        if let refusal = refusalWithoutContainer(call, "\(key(.stopOrStart)) stops") { return refusal }
        let targets = existing(for: call)
        return targets.contains(where: \.canStop)
            ? nil : Refusal("it does not run", "\(Self.list(targets)): not running.")
    }

    fileprivate func refusalToStart(_ call: DashboardCommand.Call) -> Refusal? {
        let deed = "\(key(.stopOrStart, or: ":start")) starts"
        if let refusal = refusalWithoutContainer(call, deed) { return refusal }
        let targets = existing(for: call)
        return targets.allSatisfy(\.canStop) ? Refusal("it runs", "\(Self.list(targets)): running already.") : nil
    }

    /// A restart of a stopped container starts it; `up` works on the whole stack only.
    fileprivate func starting(_ targets: [ContainerStatus]) -> Effect {
        .start(.init(.restart(.services(targets.filter { !$0.canStop }.map(\.name))), queue: true))
    }

    fileprivate func existing(for call: DashboardCommand.Call) -> [ContainerStatus] {
        containers(for: call).filter { $0.state != .missing }
    }

    /// The refusal of a command that needs a container if there is none: it names what creates one.
    fileprivate func refusalWithoutContainer(_ call: DashboardCommand.Call, _ deed: String) -> Refusal? {
        if let refusal = refusal(call, deed) { return refusal }
        guard existing(for: call).isEmpty else { return nil }
        let names = Self.list(containers(for: call))
        let ways = "\(key(.rebuild)) makes one, \(key(.bringUp)) all that are missing."
        return Refusal("it has no container", "\(names): no container yet. \(ways)", remedy: .bringUp)
    }

    fileprivate func refusalToPause(_ call: DashboardCommand.Call) -> Refusal? {
        if let refusal = refusalWithoutContainer(call, "\(key(.pause)) pauses") { return refusal }
        let targets = existing(for: call)
        return targets.contains { $0.state.isRunning || $0.isPaused }
            ? nil : Refusal("it does not run", "\(Self.list(targets)): not running, so there is nothing to pause.")
    }

    fileprivate var refusalToBringUp: Refusal? {
        if let refusal = refusalToAct { return refusal }
        guard let bundles = snapshot?.bundles, !bundles.contains(where: \.active) else { return nil }
        return Refusal(
            "no bundle is active",
            "No bundle is active, so there is nothing to bring up. \(key(.bundles)) chooses bundles.",
            remedy: .bundles
        )
    }

    private var running: [ContainerStatus] {
        ((snapshot?.apps ?? []) + (snapshot?.services ?? [])).filter { $0.canStop && $0.sharedBy == nil }
    }

    fileprivate var refusalToStopAll: Refusal? {
        if let refusal = refusalToAct { return refusal }
        return running.isEmpty ? Refusal("nothing runs", "Nothing runs, so there is nothing to stop.") : nil
    }

    fileprivate var stoppingAll: DashboardCommand.Question {
        DashboardCommand.Question(
            operation: .stopAll,
            title: "Stop all \(running.count)?",
            consequences: [
                "The proxy is stopped as well; \(key(.bringUp)) starts them again."
            ] + (selection.filters.isEmpty ? [] : ["All of the stack, also what a filter hides."])
                + Self.sharing(of: running),
            targets: running.map(\.name),
            effect: .start(.init(.stop([]), queue: true))
        )
    }

    /// Which other stacks have some of these.
    static func sharing(of rows: [ContainerStatus]) -> [String] {
        rows.filter { $0.sharedWith != nil }.map { "\($0.name) is \($0.sharing ?? "shared")." }
    }

    private static func list(_ containers: [ContainerStatus]) -> String {
        let names = containers.map(\.name)
        return names.count <= 6
            ? names.joined(separator: ", ") : names.prefix(5).joined(separator: ", ") + " and \(names.count - 5) more"
    }
}
