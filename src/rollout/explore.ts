/** A model checker: all states that actions lead to, and the shortest way to one in which a property fails. */

/** A transition system, and what must hold in each of its states. */
export interface Model<S, A> {
  readonly init: readonly S[];
  /** What may happen next. */
  readonly actions: (state: S) => readonly A[];
  readonly next: (state: S, action: A) => S;
  /** The same text for states that count as the same: interchangeable hosts may change places. */
  readonly key: (state: S) => string;
  readonly properties: readonly Property<S>[];
}

/** What must hold in every state; `undefined` where it does, else what is wrong. */
export interface Property<S> {
  readonly name: string;
  readonly fault: (state: S) => string | undefined;
}

/** A way to a state in which a property fails. */
export interface Counterexample<S, A> {
  readonly property: string;
  readonly fault: string;
  /** The actions from the start, the fewest that lead there. */
  readonly path: readonly A[];
  readonly state: S;
}

/** What was found. */
export interface Exploration<S, A> {
  /** States that were looked at, each once. */
  readonly states: number;
  /** Whether there are no others. */
  readonly complete: boolean;
  /** For each property that fails the shortest way to it. */
  readonly counterexamples: readonly Counterexample<S, A>[];
}

interface Visited<A> {
  readonly from: string | undefined;
  readonly by: A | undefined;
}

/**
 * Looks at every state, nearest first.
 *
 * @param most states to look at before giving up; then `complete` is false
 * @example explore(model).counterexamples // [] where all properties hold in every state
 * @see the shape: `Model` of the Rust crate stateright
 */
export function explore<S, A>(model: Model<S, A>, most = 200_000): Exploration<S, A> {
  const visited = new Map<string, Visited<A>>();
  const found = new Map<string, Counterexample<S, A>>();
  let frontier: readonly S[] = model.init;
  for (const state of frontier) visit(state, undefined, undefined);
  while (frontier.length > 0) {
    const next: S[] = [];
    for (const state of frontier) {
      const key = model.key(state);
      for (const action of model.actions(state)) {
        const after = model.next(state, action);
        if (!visit(after, key, action)) continue;
        next.push(after);
        if (visited.size >= most) return done(false);
      }
    }
    frontier = next;
  }
  return done(true);

  function visit(state: S, from: string | undefined, by: A | undefined): boolean {
    const key = model.key(state);
    if (visited.has(key)) return false;
    visited.set(key, { from, by });
    for (const { name, fault } of model.properties) {
      if (found.has(name)) continue;
      const told = fault(state);
      if (told !== undefined) found.set(name, { property: name, fault: told, path: wayTo(key), state });
    }
    return true;
  }

  function wayTo(key: string): readonly A[] {
    const path: A[] = [];
    for (let at: string | undefined = key; at !== undefined; ) {
      const step: Visited<A> | undefined = visited.get(at);
      if (step?.by !== undefined) path.push(step.by);
      at = step?.from;
    }
    return path.reverse();
  }

  function done(complete: boolean): Exploration<S, A> {
    return { states: visited.size, complete, counterexamples: [...found.values()] };
  }
}

/**
 * Walks at random, for models that are too large to look at every state.
 *
 * @param numbers random numbers from 0 (included) to 1
 */
export function wander<S, A>(model: Model<S, A>, numbers: () => number, walks = 20, steps = 1000): Exploration<S, A> {
  const seen = new Set<string>();
  const found = new Map<string, Counterexample<S, A>>();
  for (let walk = 0; walk < walks; walk += 1) {
    let state = model.init[walk % Math.max(1, model.init.length)];
    const path: A[] = [];
    for (let step = 0; state !== undefined && step <= steps; step += 1) {
      seen.add(model.key(state));
      for (const { name, fault } of model.properties) {
        const told = fault(state);
        const known = found.get(name);
        if (told !== undefined && (known === undefined || known.path.length > path.length))
          found.set(name, { property: name, fault: told, path: [...path], state });
      }
      const actions: readonly A[] = model.actions(state);
      const action: A | undefined = actions[Math.floor(numbers() * actions.length)];
      if (action === undefined) break;
      path.push(action);
      state = model.next(state, action);
    }
  }
  return { states: seen.size, complete: false, counterexamples: [...found.values()] };
}
