import Testing

@testable import DustyCore

/// What the report says of variables in `ports`.
struct ImportedPortVariablesTests {
    private let held = "changed holds the value that the env file has for"

    private func rows(_ ports: String, _ written: String) throws -> [String] {
        let facts = ImportFacts(directory: "/specs", variables: ["OUT", "IN", "HOST"])
        let work = try imported(
            "services: {web: {image: nginx, ports: [\(ports)]}}",
            written: "services: {web: {image: nginx, ports: [\(written)]}}",
            facts
        )
        return work.rows("web", "ports")
    }

    @Test func aVariableOfThePortItselfIsInTheSpec() throws {
        let rows = try rows(#"{target: 80, published: "8000", protocol: tcp}"#, #""${OUT:-8000}:${IN}""#)
        #expect(rows.contains("\(held) IN"))
        #expect(rows.contains("changed OUT of the env file is not needed: host names lead there"))
    }

    @Test func aVariableOfAnotherPageIsInTheSpec() throws {
        let ports = #"{target: 80, published: "8000", protocol: tcp}, {target: 8080, published: "9000", protocol: tcp}"#
        #expect(try rows(ports, #""8000:80", "${OUT}:8080""#).contains("\(held) OUT"))
    }

    @Test func anAddressIsNot() throws {
        let rows = try rows(
            #"{target: 80, published: "8000", host_ip: 127.0.0.1, protocol: tcp}"#,
            #"{target: 80, published: "8000", host_ip: "$HOST", protocol: tcp}"#
        )
        #expect(rows.contains("changed HOST of the env file is not needed: host names lead there"))
    }
}
