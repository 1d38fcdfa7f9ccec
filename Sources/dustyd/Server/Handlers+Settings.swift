import DustyCore

extension Handlers {
    /// Bundles, repos, the specs and their test suites.
    func addSpecs(to routes: inout Routes) {
        routes.serve(.bundles) { call in try await administration.bundles(for: try call.caller()) }
        routes.serve(.changeBundles) { change, call in
            try await administration.change(change, for: try call.caller())
        }
        routes.serve(.repos) { call in try await administration.repos(for: try call.caller()) }
        routes.serve(.changeRepo) { change, call in
            try await administration.change(change, for: try call.caller())
        }
        routes.serve(.changeRepos) { changes, call in
            try await administration.change(changes, for: try call.caller(sshAuthSock: changes.sshAuthSock))
        }
        routes.serve(.repoConflicts) { _ in await administration.conflicts() }
        routes.serve(.collect) { wanted, _ in try await administration.collect(named: wanted.names) }
        routes.serve(.ignore) { wanted, call in
            try await administration.ignore(wanted, for: try call.caller())
        }
        routes.serve(.synced) { wanted, _ in try await administration.awaitSynced(wanted, follows) }
        routes.serve(.validate) { call in try await administration.validate(for: try call.caller()) }
        routes.serve(.testSuites) { question, call in
            try await administration.testSuites(of: question.name, for: try call.caller())
        }
    }

    /// Assets, variables and settings.
    func addSettings(to routes: inout Routes) {
        routes.serve(.assets) { call in try await administration.assets(for: try call.caller()) }
        routes.serve(.changeAsset) { change, call in
            try await administration.change(change, for: try call.caller())
        }
        routes.serve(.asset) { question, _ in try await administration.asset(question.name) }
        routes.serve(.env) { call in try await administration.env(for: try call.caller()) }
        routes.serve(.changeEnv) { change, call in
            try await administration.change(change, for: try call.caller())
        }
        routes.serve(.config) { _ in try await administration.config() }
        routes.serve(.changeConfig) { change, call in
            let settings = try await administration.change(change, for: try call.caller())
            await access.apply()
            return settings
        }
        routes.serve(.setUp) { wanted, call in
            let report = try await administration.setUp(wanted, for: try call.caller(sshAuthSock: wanted.sshAuthSock))
            await access.apply()
            return report
        }
    }
}
