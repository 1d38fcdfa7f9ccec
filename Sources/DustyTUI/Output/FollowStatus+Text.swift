import DustyCore

extension FollowStatus {
    /// In one line: `following · 3 ms · 41`, or why it is not so.
    var text: String {
        var parts = [state.rawValue]
        if let message {
            parts.append(message)
        } else if state != .reconciling {
            if let latencyMilliseconds { parts.append(Measure.short(milliseconds: latencyMilliseconds)) }
            if sequence > 0 { parts.append("\(sequence)") }
        }
        return parts.joined(separator: " · ")
    }

    /// Whether edits reach the copy by themselves.
    var isWell: Bool {
        switch state {
        case .reconciling, .following, .settling, .scanning: true
        case .lost, .unreachable, .failed: false
        }
    }
}
