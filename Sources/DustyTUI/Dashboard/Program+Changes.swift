import DustyCore

extension Program {
    /// Settings that are changed at once, without a job.
    func change(_ effect: Effect) {
        switch effect {
        case .changeEnv(let request):
            ask("env") { [daemon] in
                _ = try await daemon.changeEnv(request)
                let names = request.set.map(\.name) + request.unset
                let verb = request.set.isEmpty ? "unset" : "set"
                return .changed(
                    "\(names.joined(separator: ", ")) of \(request.name) is \(verb); u brings it into the container."
                )
            }
        case .changeAsset(let request):
            ask("asset") { [daemon] in
                _ = try await daemon.changeAsset(request)
                return .changed(
                    "\(request.name) is \(request.content == nil ? "forgotten" : "set"); u brings it into containers."
                )
            }
        case .readAsset(let name, let file):
            ask("asset") { [daemon] in
                let content = try InputFile(path: HomePath.expanded(file)).read(limit: AssetRequest.limit)
                _ = try await daemon.changeAsset(AssetRequest(name: name, content: content))
                return .changed("\(name) is set (\(Amount.bytes(Int64(content.count)))); u brings it into containers.")
            }
        case .changeRepo(let request):
            ask("repo") { [daemon] in
                let path = try request.path.map { try OverrideDirectory.absolute(HomePath.expanded($0)) }
                _ = try await daemon.changeRepo(RepoRequest(name: request.name, path: path))
                let name = Wording.shortName(request.name)
                return .changed(path.map { "\(name) is taken from \($0)." } ?? "\(name) is the managed clone again.")
            }
        default: break
        }
    }
}
