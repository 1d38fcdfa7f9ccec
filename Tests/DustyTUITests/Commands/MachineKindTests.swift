import ArgumentParser
import Testing

@testable import DustyTUI

@Suite struct MachineKindTests {
    @Test func `a Mac runs machines with Lima, and with VirtualBox where there is no Lima`() throws {
        #expect(try Dusty.Machine.Create.kind(nil, isMac: true) { $0 == "limactl" } == "lima")
        #expect(try Dusty.Machine.Create.kind(nil, isMac: true) { _ in false } == "virtualbox")
        #expect(try Dusty.Machine.Create.kind("qemu", isMac: true) { _ in true } == "qemu")
    }

    @Test func `elsewhere the kind must be said`() throws {
        #expect(throws: ValidationError.self) { try Dusty.Machine.Create.kind(nil, isMac: false) { _ in true } }
        #expect(try Dusty.Machine.Create.kind("lima", isMac: false) { _ in false } == "lima")
    }
}
