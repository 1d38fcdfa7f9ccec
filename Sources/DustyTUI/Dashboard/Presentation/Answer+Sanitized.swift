import DustyCore
import DustyTerminal

extension Answer {
    /// The same with all text fit to be shown.
    func sanitized() -> Answer {
        switch self {
        case .definition(let info): .definition(info.sanitized())
        case .repos(let repos): .repos(repos.map { $0.sanitized() })
        case .assets(let assets): .assets(assets.map { $0.sanitized() })
        case .scripts(let scripts): .scripts(scripts.map { $0.sanitized() })
        case .suites(let suites): .suites(suites.map { $0.sanitized() })
        case .job(let job): .job(job.sanitized())
        case .doctor(let report): .doctor(DoctorReport(checks: report.checks.map { $0.sanitized() }))
        case .refused(let error):
            .refused(DustyError(error.code, Sanitizer.plain(error.message), hint: error.hint.map(Sanitizer.plain)))
        }
    }
}

extension AssetStatus {
    fileprivate func sanitized() -> AssetStatus {
        var copy = self
        copy.name = Sanitizer.plain(name)
        for index in copy.uses.indices { copy.uses[index].name = Sanitizer.plain(copy.uses[index].name) }
        return copy
    }
}

extension ScriptInfo {
    fileprivate func sanitized() -> ScriptInfo {
        ScriptInfo(
            app: Sanitizer.plain(app),
            name: Sanitizer.plain(name),
            description: Sanitizer.plain(description)
        )
    }
}

extension TestSuiteInfo {
    fileprivate func sanitized() -> TestSuiteInfo {
        TestSuiteInfo(
            name: Sanitizer.plain(name),
            description: Sanitizer.plain(description),
            defaultArgs: Sanitizer.plain(defaultArgs)
        )
    }
}

extension DoctorCheck {
    fileprivate func sanitized() -> DoctorCheck {
        var copy = self
        copy.name = Sanitizer.plain(name)
        copy.message = Sanitizer.plain(message)
        copy.remedy = remedy.map(Sanitizer.plain)
        return copy
    }
}

extension DefinitionInfo {
    /// The same with all text fit to be shown but for values, which must stay what they are to be set and copied: what shows one makes it
    /// so.
    func sanitized() -> DefinitionInfo {
        func lines(_ text: String) -> String {
            text.allLines.map { Sanitizer.plain($0) }.joined(separator: "\n")
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
