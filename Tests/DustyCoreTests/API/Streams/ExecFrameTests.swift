import DustyCore
import Testing

struct ExecFrameTests {
    private static let inputs: [ExecInput] = [
        .bytes(Array("ls -l\n".utf8)), .bytes([]), .resize(TerminalSize(columns: 300, rows: 70)),
        .signal(.interrupt), .bytes([0, 255, 10]), .signal(.hangUp), .end,
    ]
    private static let outputs: [ExecOutput] = [
        .out([0, 1, 2, 255]), .error(Array("no\n".utf8)), .exit(137), .failure(DustyError(.failed, "it broke")),
    ]

    @Test(arguments: 1...13)
    func `messages to a program come out whole however they arrive`(_ size: Int) throws {
        let bytes = Self.inputs.flatMap(\.frame.bytes)
        #expect(try frames(bytes, in: size).map { try ExecInput($0) } == Self.inputs)
    }

    @Test(arguments: 1...13)
    func `messages of a program come out whole however they arrive`(_ size: Int) throws {
        let bytes = try Self.outputs.flatMap { try $0.frames() }.flatMap(\.bytes)
        #expect(try frames(bytes, in: size).map { try ExecOutput($0) } == Self.outputs)
    }

    @Test func `long output is several frames and loses nothing`() throws {
        let bytes = (0..<(ExecFrame.limit * 2 + 5)).map { UInt8(truncatingIfNeeded: $0) }
        let frames = try ExecOutput.out(bytes).frames()
        #expect(frames.map(\.payload.count) == [ExecFrame.limit, ExecFrame.limit, 5])
        #expect(frames.flatMap(\.payload) == bytes)
    }

    @Test func `a frame beyond the limit is refused before it is collected`() {
        var splitter = ExecFrame.Splitter()
        #expect(throws: DustyError.self) { try splitter.append([0, 0, 16, 0, 1]) }
    }

    @Test(arguments: [
        ExecFrame(kind: 9), ExecFrame(kind: 2, payload: [1, 2, 3]), ExecFrame(kind: 3, payload: Array("KILL".utf8)),
        ExecFrame(kind: 1, payload: [1]),
    ])
    func `a frame that means nothing is refused`(_ frame: ExecFrame) {
        let error = #expect(throws: DustyError.self) { try ExecInput(frame) }
        #expect(error?.code == .invalid)
    }

    private func frames(_ bytes: [UInt8], in size: Int) throws -> [ExecFrame] {
        var splitter = ExecFrame.Splitter()
        return try stride(from: 0, to: bytes.count, by: size).flatMap { start in
            try splitter.append(Array(bytes[start..<min(start + size, bytes.count)]))
        }
    }
}
