import DustyCore
import Testing

struct JobOutlineTests {
    private func job(_ id: Int, _ state: Job.State) -> Job {
        Job(
            id: id,
            kind: .up,
            names: [],
            state: state,
            user: "dev",
            createdAt: Timestamp(milliseconds: 0),
            steps: [Job.Step(title: "sync")],
            tail: ["line"]
        )
    }

    @Test func `only the last few that ended and those at work keep their steps`() {
        let jobs = [job(9, .running), job(8, .failed), job(7, .succeeded), job(6, .pending), job(5, .cancelled)]
        let old = [job(4, .succeeded), job(3, .failed)]
        let outlined = (jobs + old).outlined
        #expect(outlined.prefix(5).allSatisfy { $0.steps.count == 1 && $0.tail == ["line"] })
        #expect(outlined.suffix(2).allSatisfy { $0.steps.isEmpty && $0.tail.isEmpty })
        #expect(outlined.map(\.id) == [9, 8, 7, 6, 5, 4, 3])
    }
}
