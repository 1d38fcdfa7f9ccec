/// One entry of a service's `ports`.
struct ImportedPort: Sendable, Equatable {
    /// Port of the container.
    var target: Int
    /// Port of the host; nil when Compose would choose one.
    var published: Int?
    /// Whether it is TCP.
    var isTCP: Bool
    /// Whether it carries HTTP, as far as the port and the image say.
    var isHTTP: Bool

    /// Reads an entry in the form in which Compose prints it; nil when it is none.
    init?(_ value: YAMLValue, image: String?) {
        guard let target = value["target"]?.text.flatMap({ Int($0) }), (1...65_535).contains(target) else { return nil }
        self.target = target
        let first = value["published"]?.text?.parts(at: "-").first.flatMap { Int($0) }
        published = first.flatMap { (1...65_535).contains($0) ? $0 : nil }
        isTCP = (value["protocol"]?.text ?? "tcp") == "tcp"
        let isOfDatabase = image.map(Self.isDatabase) ?? false
        isHTTP = isTCP && !Self.others.contains(target) && (!isOfDatabase || Self.consoles.contains(target))
    }

    /// The same as Compose's short form has it.
    var text: String {
        (published.map { "\($0):" } ?? "") + "\(target)" + (isTCP ? "" : "/udp")
    }

    /// Well-known ports of protocols that are not HTTP; TLS among them, which the proxy passes on as it is.
    private static let others: Set<Int> = [
        21, 22, 23, 25, 53, 110, 143, 389, 443, 465, 587, 636, 993, 995, 1025, 1433, 1521, 1883, 1935, 2181, 2345, 2375,
        2376,
        3306, 3389, 4222, 5005, 5044, 5222, 5432, 5433, 5671, 5672, 5678, 5900, 6379, 7000, 7687, 8443, 8883, 9042,
        9092, 9093,
        9094, 9160, 9229, 9300, 9443, 11_211, 25_565, 26_257, 27_017, 27_018, 27_019, 28_015, 29_092, 33_060, 50_000,
        61_616,
    ]
    /// Ports of pages that images of databases and queues serve.
    private static let consoles: Set<Int> = [80, 7474, 8080, 8081, 8086, 8123, 8222, 9000, 9001, 9200, 15_672]
    private static let databases: Set<String> = [
        "postgres", "postgresql", "postgis", "timescaledb", "pgvector", "mysql", "mysql-server", "mariadb", "percona",
        "redis",
        "redis-stack", "redis-stack-server", "valkey", "keydb", "mongo", "mongodb", "memcached", "rabbitmq", "kafka",
        "cp-kafka", "zookeeper", "cp-zookeeper", "nats", "cassandra", "scylla", "mssql", "cockroach", "neo4j",
        "clickhouse-server", "influxdb", "mosquitto", "eclipse-mosquitto", "activemq", "couchdb", "azure-sql-edge",
    ]

    private static func isDatabase(_ image: String) -> Bool {
        let last = image.parts(at: "/").last ?? image
        let name = last.prefix { $0 != ":" && $0 != "@" }
        return databases.contains(String(name)) || image.contains("/mssql/")
    }
}
