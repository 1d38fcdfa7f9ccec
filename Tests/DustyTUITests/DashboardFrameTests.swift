import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardFrameTests {
    @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 60)])
    func show(_ size: (Int, Int)) {
        var model = Model(size: Size(width: size.0, height: size.1), now: ExampleStack.now, socketPath: "/run/d.sock")
        _ = model.update(.snapshot(ExampleStack.snapshot))
        _ = model.update(.terminal(.key(.character("j"))))
        _ = model.update(.log(LogSource(name: "api", run: ""), ExampleStack.log()))
        print(DashboardView.frame(of: model).text)
        print("=====")
    }
}
