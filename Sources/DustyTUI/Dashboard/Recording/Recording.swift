import DustyCore
import Essentials

/// A recording, in its order.
struct Recording: Sendable {
    let messages: [RecordedMessage]

    /// Largest file that is read.
    private static let limit = 1 << 30

    /// Reads a file. Throws with its name and line when it is not a recording.
    init(file path: String) throws {
        let data = try InputFile(path: path).read(limit: Self.limit)
        var messages: [RecordedMessage] = []
        for (index, line) in data.split(separator: 0x0A).enumerated() {
            do {
                messages.append(try HarmlessJSON.decode(from: Data(line), as: LogBatch.self))
            } catch {
                throw DustyError(
                    .invalid,
                    "\(path):\(index + 1): this is not a line of a recording",
                    hint: "give a file that `dusty --record` wrote"
                )
            }
        }
        guard !messages.isEmpty else { throw DustyError(.invalid, "\(path) is empty") }
        self.messages = messages
    }

    /// A clock that shows the time of the recording from now on.
    func clock(by now: @escaping @Sendable () -> Timestamp) -> @Sendable () -> Timestamp {
        let begun = now()
        let first = messages.first?.time ?? begun
        return { Timestamp(milliseconds: first.milliseconds + now().milliseconds - begun.milliseconds) }
    }
}
