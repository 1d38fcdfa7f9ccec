import DustyCore

/// Jobs that wait for their lane, and those that run.
struct JobQueue {
    /// How many jobs may wait, and how many of one user.
    static let limit = 100
    static let share = 20

    /// A job, and the user who asked for it.
    struct Entry {
        let id: Int
        let request: JobRequest
        let caller: Caller
    }

    private var waiting: [Entry] = []
    private(set) var running: [(entry: Entry, task: Task<Void, Never>)] = []

    /// Throws `.busy` when a user has as many jobs waiting as they may. A member leaves as many places to others as they take, and a user
    /// without waiting jobs always gets one, so no user is refused because of what others wait for.
    func check(for caller: Caller) throws {
        let own = waiting.count { $0.caller.user.uid == caller.user.uid }
        let free = Self.limit - (waiting.count - own)
        let share = caller.role == .member ? max(1, min(Self.share, free / 2)) : Self.limit
        guard own < share else {
            throw DustyError(.busy, "\(own) jobs of \(caller.user.name) are waiting already", hint: "see `dusty jobs`")
        }
    }

    /// The job that has run longest in a lane; nil while the lane has room.
    func holder(of lane: JobLane) -> Int? {
        hasRoom(lane) ? nil : running.first { $0.entry.request.kind.lane == lane }?.entry.id
    }

    /// What was asked of a job that has not ended.
    func request(of id: Int) -> JobRequest? {
        running.first { $0.entry.id == id }?.entry.request ?? waiting.first { $0.id == id }?.request
    }

    /// The task of a running job.
    func task(of id: Int) -> Task<Void, Never>? {
        running.first { $0.entry.id == id }?.task
    }

    mutating func append(_ entry: Entry) {
        waiting.append(entry)
    }

    /// Takes the first waiting job whose lane has room.
    mutating func takeNext() -> Entry? {
        waiting.firstIndex { hasRoom($0.request.kind.lane) }.map { waiting.remove(at: $0) }
    }

    mutating func run(_ entry: Entry, in task: Task<Void, Never>) {
        running.append((entry, task))
    }

    mutating func end(_ id: Int) {
        running.removeAll { $0.entry.id == id }
    }

    /// Takes a waiting job out; false when it does not wait.
    mutating func withdraw(_ id: Int) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Takes out and returns all waiting jobs.
    mutating func clear() -> [Entry] {
        defer { waiting = [] }
        return waiting
    }

    private func hasRoom(_ lane: JobLane) -> Bool {
        running.count { $0.entry.request.kind.lane == lane } < lane.width
    }
}
