import ArgumentParser
import DustyCore
import Essentials

/// Asks for everything that a setup needs and no option gave, sets up, and says what to do next.
struct SetupDialogue: Sendable {
    let daemon: any Daemon
    let console: Console
    /// Nil without a terminal to ask on.
    let question: Question?

    /// Completes the request and carries it out.
    func run(_ request: SetupRequest, asJSON: Bool) async throws {
        let report = try await daemon.call(.setUp, try await completed(request))
        if asJSON { return try console.print(json: report) }
        try console.print("specs: \(report.specsRepo) in \(report.specsPath)")
        try console.print("owner: \(report.owner)")
        for problem in report.problems { try console.report(problem, to: .error) }
        var bundles = report.bundles
        if request.bundles == nil, let question, !bundles.contains(where: \.active), !bundles.isEmpty {
            bundles = try await activate(bundles, question)
        }
        try conclude(bundles, problems: report.problems.count)
    }

    private func completed(_ request: SetupRequest) async throws -> SetupRequest {
        let settings = try await daemon.call(.config)
        func current(_ key: String) -> String? { settings.first { $0.key == key }?.value }
        var request = request
        if request.specsRepo == nil, let question {
            request.specsRepo = try question.ask("Repo of the specs", proposal: current("specs_repo"))
                .map(GitDirectory.specs)
        }
        guard request.specsRepo != nil || current("specs_repo") != nil else {
            throw ValidationError("no specs repo given", hint: "give --specs-repo REPO")
        }
        let owner = current("owner") ?? Self.person()
        if request.owner == nil, let question {
            request.owner = try question.ask("Login name of the user who may always use Dusty", proposal: owner)
        }
        request.owner = request.owner ?? owner
        return request
    }

    private func activate(_ bundles: [BundleStatus], _ question: Question) async throws -> [BundleStatus] {
        try console.print(Dusty.Bundles.table(of: bundles))
        let answer = try question.ask("Bundles to activate, or `all` [none]: ") ?? ""
        let names = answer == "all" ? bundles.map(\.name) : answer.split { " ,".contains($0) }.map(String.init)
        guard !names.isEmpty else { return bundles }
        return try await daemon.call(.changeBundles, BundleRequest(names: names, active: true))
    }

    private func conclude(_ bundles: [BundleStatus], problems: Int) throws {
        let active = bundles.filter(\.active).map(\.name)
        if !active.isEmpty { try console.print("active bundles: " + active.joined(separator: " ")) }
        if problems > 0 {
            try console.advise("next: correct the specs (\(Measure.count(problems, "problem"))), then `dusty up`")
        } else if active.isEmpty {
            try console.advise("next: choose what to run with `dusty bundles activate NAME…`, then `dusty up`")
        } else {
            try console.advise("next: `dusty up`")
        }
    }

    /// The user behind sudo, or the user who runs this.
    private static func person() -> String? {
        let environment = ProcessInfo.processInfo.environment
        return [environment["SUDO_USER"], environment["USER"], environment["LOGNAME"]]
            .compactMap { $0 }.first { !$0.isEmpty }
    }
}
