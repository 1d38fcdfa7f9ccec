import Testing

@testable import dustyd

@Suite struct EngineObstacleTests {
    @Test(
        arguments: [
            (
                "driver failed programming external connectivity on endpoint dusty_api_1 (aa6b): "
                    + "Bind for 172.17.0.1:65001 failed: port is already allocated",
                .port(65_001, address: "172.17.0.1")
            ),
            (
                "endpoint with name dusty_api_1 already exists in network dusty_default",
                .endpoint("dusty_api_1", network: "dusty_default")
            ),
            (#"Conflict. The container name "/dusty_api_1" is already in use by container "0f"."#, .container),
            ("failed to create task for container: task 0f0f already exists: unknown", .container),
            ("network 8fe3f0d3961a not found", .container),
            ("No such container: 0f0f", .container),
            ("the image cannot be pulled", nil),
            ("Bind for nonsense:x failed: port is already allocated", nil),
        ] as [(String, EngineObstacle?)]
    )
    func `the engine's words are understood`(message: String, obstacle: EngineObstacle?) {
        #expect(EngineObstacle(message) == obstacle)
    }
}
