import DustyCore
import DustyTerminal

extension Answer {
    /// The same with all text fit to be shown.
    func sanitized() -> Answer {
        switch self {
        case .definition(let info): .definition(info.sanitized())
        case .repos(let repos): .repos(repos.map { $0.sanitized() })
        case .assets(let assets):
            .assets(
                assets.map { asset in
                    var asset = asset
                    asset.name = Sanitizer.plain(asset.name)
                    asset.uses = asset.uses.map { use in
                        var use = use
                        use.name = Sanitizer.plain(use.name)
                        return use
                    }
                    return asset
                }
            )
        case .scripts(let scripts):
            .scripts(
                scripts.map {
                    ScriptInfo(
                        app: Sanitizer.plain($0.app),
                        name: Sanitizer.plain($0.name),
                        description: Sanitizer.plain($0.description)
                    )
                }
            )
        case .suites(let suites):
            .suites(
                suites.map {
                    TestSuiteInfo(
                        name: Sanitizer.plain($0.name),
                        description: Sanitizer.plain($0.description),
                        defaultArgs: Sanitizer.plain($0.defaultArgs)
                    )
                }
            )
        case .job(let job): .job(job.sanitized())
        case .doctor(let report):
            .doctor(
                DoctorReport(
                    checks: report.checks.map { check in
                        var check = check
                        check.name = Sanitizer.plain(check.name)
                        check.message = Sanitizer.plain(check.message)
                        check.remedy = check.remedy.map(Sanitizer.plain)
                        return check
                    }
                )
            )
        case .refused(let error):
            .refused(DustyError(error.code, Sanitizer.plain(error.message), hint: error.hint.map(Sanitizer.plain)))
        }
    }
}

extension DefinitionInfo {
    /// The same with all text fit to be shown but for values, which must stay what they are to be set and copied: whoever shows one makes it
    /// so.
    func sanitized() -> DefinitionInfo {
        func lines(_ text: String) -> String {
            text.split(separator: "\n", omittingEmptySubsequences: false).map { Sanitizer.plain(String($0)) }
                .joined(separator: "\n")
        }
        var copy = self
        copy.name = Sanitizer.plain(name)
        copy.file = Sanitizer.plain(file)
        copy.spec = lines(spec)
        copy.compiled = lines(compiled)
        copy.environment = environment.map { variable in
            var variable = variable
            variable.name = Sanitizer.plain(variable.name)
            return variable
        }
        return copy
    }
}

extension RepoStatus {
    func sanitized() -> RepoStatus {
        var copy = self
        copy.name = Sanitizer.plain(name)
        copy.shortName = Sanitizer.plain(shortName)
        copy.path = Sanitizer.plain(path)
        copy.branch = branch.map(Sanitizer.plain)
        copy.note = note.map(Sanitizer.plain)
        return copy
    }
}
