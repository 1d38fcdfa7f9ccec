import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct JobJournalTests {
    private static func job(_ id: Int, _ state: Job.State) -> Job {
        var job = Job(id: id, kind: .up, names: ["a \"b\""], user: "ann", createdAt: Timestamp(milliseconds: 0))
        job.state = state
        job.steps = [Job.Step(title: "compile", state: state.isFinal ? .succeeded : .running, summary: "one, two")]
        return job
    }

    @Test func `what was written is read, oldest first`() {
        let files = MemoryFiles()
        let journal = JobJournal(path: "/jobs.json", files: files)
        let ended = [Self.job(2, .failed), Self.job(1, .succeeded)]
        for jobs in [ended, [Self.job(3, .succeeded)] + ended, [Self.job(3, .succeeded), Self.job(2, .failed)], []] {
            journal.save(jobs, nextID: 4)
            let read = JobJournal(path: "/jobs.json", files: files).load(now: Timestamp(milliseconds: 9))
            #expect(read.jobs == jobs.reversed())
            #expect(read.nextID == 4)
        }
    }

    @Test func `a running job is written again each time`() {
        let files = MemoryFiles()
        let journal = JobJournal(path: "/jobs.json", files: files)
        journal.save([Self.job(1, .running)], nextID: 2)
        journal.save([Self.job(1, .succeeded)], nextID: 2)
        #expect(
            JobJournal(path: "/jobs.json", files: files).load(now: Timestamp(milliseconds: 9)).jobs == [
                Self.job(1, .succeeded)
            ]
        )
    }

    @Test func `the last of what waits for the disk is what is on it`() async throws {
        let files = MemoryFiles()
        let journal = JobJournal(path: "/jobs.json", files: files)
        for id in 1...50 { journal.saveSoon([Self.job(id, .succeeded)], nextID: id + 1) }
        let time = Timestamp(milliseconds: 9)
        for await _ in files.writes where JobJournal(path: "/jobs.json", files: files).load(now: time).nextID == 51 {
            break
        }
    }
}
