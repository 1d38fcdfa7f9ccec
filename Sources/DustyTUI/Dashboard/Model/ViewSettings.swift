/// The user's arrangement of the screen, remembered from one run to the next.
struct ViewSettings: Equatable, Codable {
    /// Where the lists and the log lie.
    enum Arrangement: String, Codable, CaseIterable {
        /// By the size of the screen.
        case automatic
        /// One list over the log.
        case over
        /// One list beside the log.
        case beside

        /// Its description, for the status line.
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
    /// Columns that the lists have more, or fewer, than by default.
    var extraWidth = 0
    var wrap = false
    var timestamps = true
    var order = RowOrder.name
}

extension ViewSettings {
    /// Settings of another version, or edited ones: missing values get defaults, large ones are bounded.
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
    /// The present arrangement of the screen.
    var viewSettings: ViewSettings {
        get {
            ViewSettings(
                isZoomed: division.isZoomed,
                arrangement: division.arrangement,
                extraWidth: division.extraWidth,
                wrap: logs.wrap,
                timestamps: logs.timestamps,
                order: selection.order
            )
        }
        set {
            division.isZoomed = newValue.isZoomed
            division.arrangement = newValue.arrangement
            division.extraWidth = newValue.extraWidth
            logs.wrap = newValue.wrap
            logs.timestamps = newValue.timestamps
            selection.order = newValue.order
        }
    }
}
