import DustyCore

extension WireExamples {
    static let plan = PlanReport(
        actions: [
            PlanReport.Action(
                kind: .replace,
                subject: "api",
                text: "replace the container of api",
                reasons: ["image changed"]
            )
        ],
        diffs: [
            PlanReport.FileDiff(path: "/etc/hosts", diff: "--- /etc/hosts\n+++ /etc/hosts\n@@ -1 +1 @@\n-old\n+new\n")
        ]
    )

    static let sharingPlan = PlanReport(
        actions: plan.actions,
        diffs: plan.diffs,
        notes: ["redis is shared with fix-ui"]
    )

    static let syncPreviews = [
        SyncPreview(repo: "github.com/shop/api", shortName: "api", files: 2, bytes: 1_200_000, deleted: 0),
        SyncPreview(repo: "github.com/shop/web", shortName: "web", files: 0, bytes: 0, deleted: 412),
    ]

    static let definition = DefinitionInfo(
        name: "api",
        file: "apps/api.yml",
        spec: "repo: github.com/shop/api\n",
        compiled: "api:\n  image: api\n",
        environment: [DefinitionInfo.Variable(name: "MODE", value: "dev", overridden: true)]
    )
}
