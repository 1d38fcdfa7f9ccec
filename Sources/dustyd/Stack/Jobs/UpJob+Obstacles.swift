import DustyCore

extension UpJob {
    /// How many attempts there are to bring up containers: each may reveal one more obstacle.
    private static let attempts = 8

    /// Does what `body` does, again while its obstacles, left by a killed engine, can be removed or avoided.
    func persisting<Value: Sendable>(
        _ course: inout Course,
        _ step: StepReporter,
        _ body: (Course) async throws -> Value
    ) async throws -> Value {
        for _ in 1..<Self.attempts {
            do {
                return try await body(course)
            } catch let error as DustyError {
                guard !Task.isCancelled, let obstacle = EngineObstacle(error.message),
                    let broken = try await clear(obstacle, course, step)
                else { throw error }
                course = try await plan(replacing: broken, after: course, step)
            }
        }
        return try await body(course)
    }

    /// Removes an obstacle. Returns the services whose containers must be created again; nil when nothing can be done
    /// about it.
    private func clear(_ obstacle: EngineObstacle, _ course: Course, _ step: StepReporter) async throws -> Set<String>?
    {
        let listed = try await stack.tidy(try await stack.containers())
        switch obstacle {
        case .port(let port, let address):
            guard try await stack.systems.machine.goAround([port], address: address, refused: true) else { return nil }
            await step.output("port \(port) of \(address) is held for a container that is gone; another is used")
            return []
        case .endpoint(let name, let network):
            guard
                let service = course.compiled.blueprint.compose.entries.map(\.name)
                    .first(where: { stack.names.containerName(for: $0) == name })
            else { return nil }
            try await stack.systems.engine.leave(container: name, network: network)
            await step.output("removed the place of \(name) on \(network), which a container that is gone had left")
            return [service]
        case .container:
            try await stack.refuseStrangers(named: course.compiled.blueprint.compose.entries.map(\.name))
            let broken = listed.filter { !$0.hasProcess }.map(\.service)
            guard !broken.isEmpty else { return nil }
            await step.output("containers that were left half made are replaced: \(broken.joined(separator: ", "))")
            return Set(broken)
        }
    }

    /// A new plan from the present state to the same end. Files that a detour changes are written. What images are built from is not looked
    /// at again: the private copies of it are of the first course's time.
    private func plan(replacing broken: Set<String>, after first: Course, _ step: StepReporter) async throws -> Course {
        let compiled = try await stack.gather(images: .known(first.compiled.builds))
        var observed = try await stack.observe()
        for service in broken { observed.containers[service]?.condition = .broken }
        let course = try await self.course(compiled, from: observed)
        _ = try await CommandFileWriter(stack: stack).write(course.plan, course.compiled)
        _ = try await writeProxy(course)
        return course
    }
}
