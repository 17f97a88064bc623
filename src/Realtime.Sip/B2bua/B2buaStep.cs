namespace Realtime.Sip.B2bua;

/// <summary>What follows from one input: the next state and what is to be done.</summary>
internal readonly record struct B2buaStep(B2buaState State, B2buaActions Actions);
