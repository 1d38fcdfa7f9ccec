import DustyCore

extension Handlers {
    func addJobs(to routes: inout Routes) {
        routes.serve(.jobs) { _ in await jobs.all() }
        routes.serve(.startJob) { wanted, call in
            try call.context.role.check(atLeast: wanted.kind.least, to: "start the job `\(wanted.kind.rawValue)`")
            let job = try await jobs.start(wanted, for: try call.caller(sshAuthSock: wanted.sshAuthSock))
            call.context.note.add("job \(job.id)")
            return job
        }
        routes.serve(.job) { number, _ in try await jobs.job(number.id) }
        routes.serve(.cancelJob) { number, _ in try await jobs.cancel(number.id) }
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
