import DustyCore
import Essentials

extension Timestamp {
    /// The present moment, by this host's clock.
    static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
