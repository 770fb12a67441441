import { Component, type ReactNode } from "react";
import { FaultNote } from "./fault-note.tsx";

interface Props {
  /** What is drawn within, as "The Inspector". */
  readonly name: string;
  /** When one of these changes, what failed is drawn anew: the fault may have gone with the old value. */
  readonly retryFor: readonly unknown[];
  readonly onFault: (cause: unknown) => void;
  /** Beside Try again. */
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

interface State {
  readonly hasFailed: boolean;
  readonly retryFor: readonly unknown[];
}

/** Where drawing a part of the page throws, that part alone gives way to a note, and the rest of the page goes on. */
export class FaultBoundary extends Component<Props, State> {
  override state: State = { hasFailed: false, retryFor: this.props.retryFor };

  static getDerivedStateFromError(): Partial<State> {
    return { hasFailed: true };
  }

  static getDerivedStateFromProps({ retryFor }: Props, before: State): State | null {
    const isSame = retryFor.every((value, index) => value === before.retryFor[index]);
    return isSame ? null : { hasFailed: false, retryFor };
  }

  override componentDidCatch(cause: unknown): void {
    this.props.onFault(cause);
  }

  override render(): ReactNode {
    const { name, actions, children } = this.props;
    if (!this.state.hasFailed) {
      return children;
    }
    return (
      <FaultNote onRetry={() => this.setState({ hasFailed: false })} actions={actions}>
        <b>{name} could not be drawn.</b> That is a fault of the Designer, not of your file. Your text is
        kept.
      </FaultNote>
    );
  }
}
