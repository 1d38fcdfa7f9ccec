import CLibrary
import DustyCore

extension Disk {
    /// What a clean-up would remove. `used` are the paths of repos in specs; nil when the specs cannot be read.
    func cleanupPlan(_ scopes: Set<CleanupScope>, repos used: Set<String>?) async throws -> CleanupPlan {
        let usage = try await storage.usage()
        var plan = CleanupPlan(remove: [], keep: [])
        if scopes.contains(.containers) { plan.remove += containers(usage) }
        let going = Set(plan.remove.map(\.id))
        let left = usage.containers.filter { !going.contains($0.id) }
        if scopes.contains(.images) { add(images: usage, left, to: &plan) }
        if scopes.contains(.volumes) { add(volumes: usage, left, to: &plan) }
        if scopes.contains(.repos) { try await addRepos(used: used, to: &plan) }
        return plan
    }

    /// Removes one item of a plan; what is in use by now stays, and the answer says so.
    func remove(_ item: DiskItem) async throws -> String? {
        do {
            switch item.kind {
            case .container: try await storage.removeContainer(item.id)
            case .image, .testImage: try await storage.removeImage(item.id)
            case .volume: try await storage.removeVolume(item.id)
            case .repo: return try await removeClone(item.id)
            case .copy: return try await directories.remove(item.id)
            case .persist, .replaced: return "is data and stays"
            }
            return nil
        } catch let error as DustyError where error.code == .conflict {
            return error.message
        }
    }

    /// Removes a clone unless it has work by now.
    private func removeClone(_ path: String) async throws -> String? {
        let repos = RepoDirectories(root: paths.repos)
        guard path.hasPrefix(repos.root + "/"), let status = try? FileStatus(at: path) else { return "is gone" }
        if let work = try await unsavedWork(in: path) { return work }
        let clone = String(path.dropFirst(repos.root.count + 1))
        try await UserThread.run { try repos.setAside(clone, number: status.number) }
        return try await own.remove(repos.removed)
    }

    private func containers(_ usage: EngineUsage) -> [DiskItem] {
        usage.containers.filter { ownership.owns($0) && !ownership.isOnItsOwn($0) && !$0.isRunning }.map { container in
            DiskItem(
                kind: .container,
                name: container.name,
                id: container.id,
                bytes: container.layerBytes,
                reason: container.status.rawValue
            )
        }
    }

    private func add(images usage: EngineUsage, _ containers: [StoredContainer], to plan: inout CleanupPlan) {
        let users = Dictionary(grouping: containers, by: \.imageID)
        for image in usage.images where ownership.owns(image) {
            if let user = users[image.id]?.first {
                plan.keep.append(image.item(ownership, reason: "used by the container \(user.name)"))
            } else {
                plan.remove.append(
                    image.item(ownership, reason: image.tags.isEmpty ? "replaced" : "no container uses it")
                )
            }
        }
    }

    private func add(volumes usage: EngineUsage, _ containers: [StoredContainer], to plan: inout CleanupPlan) {
        for volume in usage.volumes where ownership.owns(volume) {
            let user = containers.first { $0.mounts.contains { $0.volume == volume.name } }
            var item = volume.item
            let use = user.map { "used by the container \($0.name)" } ?? "no container uses it"
            item.reason = [item.reason, use].compactMap(\.self).joined(separator: "; ")
            if user == nil { plan.remove.append(item) } else { plan.keep.append(item) }
        }
    }

    private func addRepos(used: Set<String>?, to plan: inout CleanupPlan) async throws {
        guard let used else {
            throw DustyError(
                .specs,
                "which repos are in use cannot be told while the specs have problems",
                hint: "see `dusty validate`"
            )
        }
        let repos = RepoDirectories(root: paths.repos)
        let clones = try await UserThread.run { repos.found().filter { !used.contains($0) } }
        let copies = try await copies(like: clones, used: nil)
        let bytes = try await own.bytes(of: clones.map { "\(paths.repos)/\($0)" })
        let copied = try await directories.bytes(of: Array(copies.keys))
        for clone in clones {
            let path = "\(paths.repos)/\(clone)"
            let item = DiskItem(kind: .repo, name: clone, id: path, bytes: bytes[path] ?? 0, reason: "no spec names it")
            if let work = try await unsavedWork(in: path) {
                plan.keep.append(DiskItem(kind: .repo, name: clone, id: path, bytes: item.bytes, reason: work))
                continue
            }
            plan.remove.append(item)
            for copy in copies.filter({ $0.value == clone }).map(\.key).sorted() {
                guard let size = copied[copy] else { continue }
                plan.remove.append(
                    DiskItem(kind: .copy, name: clone, id: copy, bytes: size, reason: "copy of a repo that goes")
                )
            }
        }
    }

    /// What would be lost with a clone; nil when everything in it exists elsewhere.
    func unsavedWork(in clone: String) async throws -> String? {
        guard let status = try? FileStatus(at: clone),
            let owner = try await UserDatabase.host.user(id: status.owner)
        else {
            return "its owner is not known"
        }
        return try await CloneWork(runner: programs, path: clone, owner: owner).loss()
    }
}
