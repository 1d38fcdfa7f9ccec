import DustyCore
import Essentials

extension Handlers {
    func addJobs(to routes: inout Routes) {
        routes.serve(.jobs) { _ in await jobs.all() }
        routes.serve(.startJob) { wanted, call in
            let job = try await jobs.start(wanted, for: try call.caller(sshAuthSock: wanted.sshAuthSock))
            call.context.note.add("job \(job.id)")
            return job
        }
        routes.serve(.job) { number, _ in try await jobs.job(number.id) }
        routes.serve(.cancelJob) { number, _ in try await jobs.cancel(number.id) }
        routes.serve(.jobOutput) { wanted, _ in
            let output = JobOutput(jobs: jobs)
            try await output.check(wanted)
            return { lines in try await output.stream(wanted) { try await lines.write($0) } }
        }
        routes.serve(.jobEvents) { number, call in
            let (changes, listener) = try await jobs.follow(number.id, for: call.context.caller?.uid)
            return { lines in
                var next = 0
                for await _ in changes {
                    while true {
                        let (events, ended) = try await jobs.events(of: number.id, from: next, to: listener)
                        try await lines.write(all: events)
                        if let last = events.last { next = last.sequence + 1 }
                        if ended { return }
                        if events.isEmpty { break }
                    }
                }
                try await lines.write(all: try await jobs.events(of: number.id, from: next).events)
            }
        }
    }
}

/// Some jobs require more than the endpoint that starts them. That is checked before the rest of the request.
extension JobRequest: RestrictedBody {
    private struct KindOnly: Decodable {
        var kind: Job.Kind
    }

    static func check(_ json: Data, for role: Role) throws {
        guard let kind = (try? Wire.decode(from: json) as KindOnly)?.kind else { return }
        try role.check(atLeast: kind.least, to: "start the job `\(kind.rawValue)`")
    }
}
