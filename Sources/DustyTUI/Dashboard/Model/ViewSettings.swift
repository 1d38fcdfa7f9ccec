/// How a person arranged the screen: what is remembered from one run to the next.
struct ViewSettings: Equatable, Codable {
    /// Where the lists and the log lie.
    enum Arrangement: String, Codable, CaseIterable {
        /// What suits the size of the screen.
        case automatic
        /// One list over the log.
        case over
        /// One list beside the log.
        case beside

        /// What it is, for the status line.
        var text: String {
            switch self {
            case .automatic: "as the size of the screen suggests"
            case .over: "one list over the log"
            case .beside: "one list beside the log"
            }
        }
    }

    /// The most columns by which the lists can be made wider or narrower.
    static let widthLimit = 400

    var isZoomed = false
    var arrangement = Arrangement.automatic
    /// Columns that the lists have more, or fewer, than they take by themselves.
    var extraWidth = 0
    var wrap = false
    var timestamps = true
    var order = RowOrder.name
}

extension ViewSettings {
    /// Settings of another version, or such as were edited by hand: what is missing is as usual, what is too large is cut.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        isZoomed = try values.decodeIfPresent(Bool.self, forKey: .isZoomed) ?? false
        arrangement = try values.decodeIfPresent(Arrangement.self, forKey: .arrangement) ?? .automatic
        let width = try values.decodeIfPresent(Int.self, forKey: .extraWidth) ?? 0
        extraWidth = min(max(width, -Self.widthLimit), Self.widthLimit)
        wrap = try values.decodeIfPresent(Bool.self, forKey: .wrap) ?? false
        timestamps = try values.decodeIfPresent(Bool.self, forKey: .timestamps) ?? true
        order = (try? values.decodeIfPresent(RowOrder.self, forKey: .order)) ?? .name
    }
}

extension Model {
    /// How the screen is arranged now.
    var viewSettings: ViewSettings {
        get {
            ViewSettings(
                isZoomed: isZoomed,
                arrangement: arrangement,
                extraWidth: extraWidth,
                wrap: logs.wrap,
                timestamps: logs.timestamps,
                order: order
            )
        }
        set {
            isZoomed = newValue.isZoomed
            arrangement = newValue.arrangement
            extraWidth = newValue.extraWidth
            logs.wrap = newValue.wrap
            logs.timestamps = newValue.timestamps
            order = newValue.order
        }
    }
}
