import DustyCore
import Foundation
import Testing

@Suite struct ExtensibleWordTests {
    @Test func `words are plain strings on the wire`() throws {
        let status = MachineStatus(kind: .qemu, state: .connected)
        let text = String(decoding: try Wire.encode(status), as: UTF8.self)
        #expect(text == #"{"kind":"qemu","state":"connected"}"#)
        #expect(try Wire.decode(from: Data(text.utf8)) == status)
    }

    @Test func `a word of a newer daemon is kept as it came`() throws {
        let text = #"{"kind":"cloud","state":"dreaming"}"#
        let status = try Wire.decode(MachineStatus.self, from: Data(text.utf8))
        #expect(status.kind.rawValue == "cloud" && "\(status.state)" == "dreaming")
        #expect(!MachineKind.known.contains(status.kind))
        #expect(String(decoding: try Wire.encode(status), as: UTF8.self) == text)
    }
}
