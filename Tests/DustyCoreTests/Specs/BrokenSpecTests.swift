import DustyCore
import Testing

@Suite struct BrokenSpecTests {
    @Test func `Sound specs have no problem`() {
        #expect(Specs.decode(SpecSources(files: BrokenSpec.sound)).problems.isEmpty)
    }

    @Test func `A01 A06 A07 A08 The corpus is large and every case of it has a name of its own`() {
        #expect(BrokenSpec.all.count >= 180)
        #expect(Set(BrokenSpec.all.map(\.name)).count == BrokenSpec.all.count)
        #expect(BrokenSpec.all.allSatisfy { !$0.expected.isEmpty })
    }

    @Test(arguments: BrokenSpec.all)
    func `A01 A06 A07 A08 Every problem is found in one run, with its place, and nothing else`(_ broken: BrokenSpec) {
        let problems = Specs.decode(SpecSources(files: broken.files)).problems
        #expect(problems.map(\.description) == broken.expected)
        for problem in problems {
            if let hint = broken.hints[problem.description] { #expect(problem.hint == hint) }
        }
    }

    @Test(arguments: BrokenSpec.all)
    func `Every problem says what to do or what is possible`(_ broken: BrokenSpec) {
        for problem in Specs.decode(SpecSources(files: broken.files)).problems {
            let says = problem.message.contains("must") || problem.message.contains("between")
            let isFault = problem.message.contains("YAML")
            #expect(problem.hint?.isEmpty == false || says || isFault, "\(problem)")
        }
    }
}
