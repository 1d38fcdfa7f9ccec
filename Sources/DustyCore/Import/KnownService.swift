/// A service that many stacks have, as a first spec begins with it.
public enum KnownService: String, Sendable, CaseIterable {
    /// PostgreSQL.
    case postgres
    /// MySQL.
    case mysql
    /// MariaDB.
    case mariadb
    /// Redis.
    case redis
    /// MongoDB.
    case mongo
    /// RabbitMQ.
    case rabbitmq
    /// Memcached.
    case memcached

    /// Port that it listens on.
    public var port: Int {
        switch self {
        case .postgres: 5432
        case .mysql, .mariadb: 3306
        case .redis: 6379
        case .mongo: 27_017
        case .rabbitmq: 5672
        case .memcached: 11_211
        }
    }

    /// Its spec.
    var spec: YAMLValue {
        var spec: YAMLValue = ["image": .string(image)]
        if !environment.isEmpty { spec["environment"] = .map(environment.map { YAMLEntry($0.0, .string($0.1)) }) }
        if let data { spec["volumes"] = ["/persist/\(rawValue):\(data)"].yaml }
        if let test { spec["healthcheck"] = ["test": .strings(test), "interval": "2s", "retries": 30] }
        return spec
    }

    private var image: String {
        switch self {
        case .postgres: "postgres:16"
        case .mysql: "mysql:8.4"
        case .mariadb: "mariadb:11.4"
        case .redis: "redis:7.2"
        case .mongo: "mongo:7.0"
        case .rabbitmq: "rabbitmq:3.13"
        case .memcached: "memcached:1.6"
        }
    }

    /// Passwords for development: only the stack's own containers reach these services.
    private var environment: [(String, String)] {
        switch self {
        case .postgres: [("POSTGRES_PASSWORD", "dusty"), ("POSTGRES_DB", "app")]
        case .mysql: [("MYSQL_ROOT_PASSWORD", "dusty"), ("MYSQL_DATABASE", "app")]
        case .mariadb: [("MARIADB_ROOT_PASSWORD", "dusty"), ("MARIADB_DATABASE", "app")]
        case .redis, .mongo, .rabbitmq, .memcached: []
        }
    }

    private var data: String? {
        switch self {
        case .postgres: "/var/lib/postgresql/data"
        case .mysql, .mariadb: "/var/lib/mysql"
        case .redis: "/data"
        case .mongo: "/data/db"
        case .rabbitmq: "/var/lib/rabbitmq"
        case .memcached: nil
        }
    }

    private var test: [String]? {
        switch self {
        case .postgres: ["CMD", "pg_isready", "-q", "-h", "127.0.0.1", "-U", "postgres"]
        case .mysql: ["CMD", "mysqladmin", "ping", "-h", "127.0.0.1", "-pdusty"]
        case .mariadb: ["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]
        case .redis: ["CMD", "redis-cli", "ping"]
        case .mongo: ["CMD", "mongosh", "--quiet", "--eval", "db.runCommand('ping')"]
        case .rabbitmq: ["CMD", "rabbitmq-diagnostics", "-q", "ping"]
        case .memcached: nil
        }
    }
}

extension [String] {
    fileprivate var yaml: YAMLValue { .strings(self) }
}
