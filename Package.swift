// swift-tools-version: 6.1
import Foundation
import PackageDescription

// LibTorch is found in $TORCH_HOME, or where `scripts/setup` puts it: .deps/torch.
let torch = Context.environment["TORCH_HOME"] ?? Context.packageDirectory + "/.deps/torch"

if !FileManager.default.fileExists(atPath: torch + "/include/ATen/ATen.h") {
    print("warning: LibTorch not found in \(torch); run 'make setup' (or set TORCH_HOME)")
}

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies, exclude: exclude,
        resources: resources, swiftSettings: swiftSettings)
}

let package = Package(
    name: "autodidact",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "autodidact", targets: ["AutodidactCLI"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Tensor wing
        .target(
            name: "CTorch",
            cxxSettings: [
                .unsafeFlags(["-isystem", torch + "/include", "-O3", "-fno-math-errno", "-Wno-psabi", "-Wno-unused-command-line-argument"]),
                .define("AT_PER_OPERATOR_HEADERS"),
            ],
            linkerSettings: [
                .unsafeFlags(["-L" + torch + "/lib", "-Xlinker", "-rpath", "-Xlinker", torch + "/lib"]),
                .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
            ]),
        library("Torch", ["CTorch"]),
        library("LanguageModels", ["Torch"]),
        library("Objectives", ["Torch"]),
        library("Sampling", ["LanguageModels", "Tokenizers", "Experience"]),

        // Pure wing
        library("Experience"),
        library("Tokenizers"),
        library("Recipes", [yams]),
        library("RunStore", ["Experience", grdb, crypto]),
        library("Sandbox", resources: ["values", "filter", "channel", "child", "warmth", "maker", "probe", "supervisor", "helper"].map { .embedInCode("Worker/\($0).py") }),
        library(
            "Environments", ["Experience", "Sandbox", crypto],
            resources: ["MathVerify/math_verify_worker.py", "Parquet/parquet_worker.py"].map { .embedInCode($0) }),
        library("Reports", ["RunStore", "Experience"]),

        // Where they meet
        library("Evaluation", ["Environments", "Sampling", "Experience", "RunStore", "Tokenizers"]),
        library(
            "Training",
            ["Environments", "Evaluation", "Experience", "LanguageModels", "Objectives", "Recipes", "RunStore",
             "Sampling", "Sandbox", "Tokenizers", "Torch"]),
        library(
            "Methods",
            ["Training", "Environments", "Experience", "Objectives", "Recipes", "Sampling", "Sandbox", "Torch"]),
        .executableTarget(
            name: "AutodidactCLI",
            dependencies: [
                "Methods", "Training", "Evaluation", "Environments", "Experience", "LanguageModels", "Recipes",
                "Reports", "RunStore", "Sampling", "Sandbox", "Tokenizers", "Torch", arguments,
            ],
            swiftSettings: swiftSettings),

        .target(name: "TestSupport", dependencies: ["Torch"], path: "Tests/TestSupport", swiftSettings: swiftSettings),
        tests("Torch"),
        tests("LanguageModels", ["Torch"]),
        tests("Objectives", ["Torch"]),
        tests("Sampling", ["Experience", "LanguageModels", "Tokenizers", "Torch"]),
        tests("Training", ["Experience", "LanguageModels", "Objectives", "Recipes", "Sampling", "Tokenizers", "Torch"]),
        tests("Methods", ["Environments", "Experience", "Objectives", "Recipes", "Sampling", "Torch", "Training"]),
        tests("Evaluation", ["Environments", "Experience", "RunStore", "Sampling", "Tokenizers"]),
        .testTarget(
            name: "CommandTests", dependencies: ["LanguageModels", "TestSupport", "Tokenizers", "Torch", crypto],
            swiftSettings: swiftSettings),
        tests("Tokenizers"),
        tests("Recipes", ["Methods"]),
        tests("RunStore", ["Experience", grdb]),
        tests("Sandbox", exclude: ["Corpus"]),
        tests("Environments", ["Experience", "Sandbox"], exclude: ["Code/hostile-answers.json", "Corpus/manifest.json", "Corpus/hostile-answers.jsonl"]),
        tests("Reports", ["RunStore", "Experience"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
