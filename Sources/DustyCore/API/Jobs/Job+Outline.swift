extension [Job] {
    /// Ended jobs that keep their steps and output in a snapshot.
    private static var keptWhole: Int { 3 }

    /// The same jobs as a snapshot has them: of all but the last few that ended no more than what came of them, since a snapshot is sent again
    /// with every change.
    public var outlined: [Job] {
        var ended = 0
        return map { job in
            guard job.state.isFinal else { return job }
            ended += 1
            guard ended > Self.keptWhole else { return job }
            var outline = job
            outline.steps = []
            outline.tail = []
            return outline
        }
    }
}
