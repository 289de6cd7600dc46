using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IpcTutorial.Tests.Docs;

/// <summary>What an expression in the source can say: one text for each way through its conditions, with <c>[..]</c> in
/// place of what is known only when it runs.</summary>
internal static partial class MessageTexts
{
    private const string Unknown = "[..]";

    /// <summary>The texts; none if nothing of them is known.</summary>
    internal static IEnumerable<string> Of(ExpressionSyntax expression) =>
        Texts(expression).Select(text => UnknownPattern().Replace(text, Unknown)).Distinct()
            .Where(text => text != Unknown);

    private static IEnumerable<string> Texts(SyntaxNode expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => [text],
        InterpolatedStringExpressionSyntax text => text.Contents.Select(Texts).Prepend([""]).Aggregate(Joined),
        InterpolatedStringTextSyntax part => [part.TextToken.ValueText],
        InterpolationSyntax part => Texts(part.Expression),
        ParenthesizedExpressionSyntax inner => Texts(inner.Expression),
        ConditionalExpressionSyntax either => Texts(either.WhenTrue).Concat(Texts(either.WhenFalse)),
        BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression) =>
            Joined(Texts(sum.Left), Texts(sum.Right)),
        IdentifierNameSyntax name when Constant(name) is { } value => Texts(value),
        _ => [Unknown],
    };

    private static IEnumerable<string> Joined(IEnumerable<string> starts, IEnumerable<string> ends) =>
        from start in starts
        from end in ends
        select start + end;

    /// <summary>The value of a constant of the same file.</summary>
    private static ExpressionSyntax? Constant(IdentifierNameSyntax name) =>
        name.SyntaxTree.GetRoot().DescendantNodes().OfType<VariableDeclaratorSyntax>()
            .FirstOrDefault(variable => variable.Identifier.Text == name.Identifier.Text
                && variable.Parent?.Parent is FieldDeclarationSyntax or LocalDeclarationStatementSyntax
                && variable.Parent.Parent.ChildTokens().Any(token => token.IsKind(SyntaxKind.ConstKeyword)))
            ?.Initializer?.Value;

    [GeneratedRegex(@"(\[\.\.\]){2,}")]
    private static partial Regex UnknownPattern();
}
