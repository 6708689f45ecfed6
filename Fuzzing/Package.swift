// swift-tools-version: 6.1
import PackageDescription

// The pure targets once more, as a static library with libFuzzer's coverage counters; `scripts/fuzz` links and runs it.
// The folders in Sources are links to those of the main package.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"]),
]

let package = Package(
    name: "fuzzing",
    platforms: [.macOS(.v15)],
    products: [.library(name: "Fuzz", type: .static, targets: ["Fuzz"])],
    dependencies: [.package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")],
    targets: [
        .target(name: "Experience", swiftSettings: settings),
        .target(
            name: "Sandbox", resources: ["values", "filter", "channel", "child", "warmth", "maker", "probe", "supervisor", "helper"].map { .embedInCode("Worker/\($0).py") },
            swiftSettings: settings),
        .target(
            name: "Environments", dependencies: ["Experience", "Sandbox", .product(name: "Crypto", package: "swift-crypto")],
            resources: ["MathVerify/math_verify_worker.py", "Parquet/parquet_worker.py"].map { .embedInCode($0) }, swiftSettings: settings),
        .target(name: "Fuzz", dependencies: ["Environments", "Experience"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
