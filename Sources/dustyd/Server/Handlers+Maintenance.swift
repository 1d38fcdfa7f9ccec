import DustyCore

extension Handlers {
    func addMaintenance(to routes: inout Routes) {
        routes.serve(.doctor) { wanted, call in
            if wanted.fix, let job = await jobs.all().first(where: { !$0.state.isFinal }) {
                throw DustyError(
                    .busy,
                    "job \(job.id) (\(job.title)) of \(job.user) is running; repairs must wait for it",
                    hint: "wait for it, or leave out --fix"
                )
            }
            return await doctor(for: try call.caller(), fixes: wanted.fix).examine()
        }
        routes.serve(.dump) { call in
            // Only those who may read the audit trail get it.
            let trail = call.context.role >= Endpoint.audit.definition.least ? audit : nil
            let doctor = doctor(for: try call.caller(), fixes: false)
            return await Dump(stack: administration.stack, disk: disk, jobs: jobs, doctor: doctor, audit: trail)
                .documents()
        }
        routes.serve(.stageProgram) { upload, call in
            try await upgrader.stage(upload.parameters, for: try call.caller(), call.pieces())
        }
        routes.serve(.upgrade) { wanted, _ in try await upgrader.apply(wanted) }
        routes.serve(.audit) { wanted, _ in try await audit.records(wanted) }
    }

    private func doctor(for caller: Caller, fixes: Bool) -> Doctor {
        Doctor(stack: administration.stack, disk: disk, caller: caller, fixes: fixes)
    }
}
