namespace Realtime.Benchmarks.Sidebands;

/// <summary>What an event of a <see cref="TalkScript"/> makes the other side do.</summary>
internal enum TalkMark
{
    None,

    /// <summary>A function call is complete: a <c>function_call_output</c> is due.</summary>
    Tool,

    /// <summary>A forbidden phrase is complete: a <c>response.cancel</c> is due from whoever has guardrails.</summary>
    Forbidden,
}
