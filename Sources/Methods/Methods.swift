public import Recipes
public import Training

/// The methods there are; the list is the table of contents.
public enum Methods {
    public static let all: [any Method.Type] = [
        RLVR.self
    ]
}
